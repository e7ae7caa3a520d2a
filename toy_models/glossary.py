"""The words of the field that belong to no single file: what a beginner may ask of the page, in one place.

What a landscape, a method or a surface is stands in its own file, and so does the meaning of each of a method's numbers; an entry
here that has the name of a slider says more of it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """A word, how it is written in formulas, and what it means."""

    key: str
    term: str
    symbol: str
    text: str


WORDS = (
    Word("evaluation", "gradient evaluation", "",
         "One look at the slope of the energy at one place. It is what costs time, so methods are compared at equal numbers "
         "of them: a method that looks fifty times before it moves has moved once."),
    Word("energy", "energy", "f",
         "What every method is asked to lower. On the left a height over two axes; for a network its loss, the mean error on "
         "a set of digits, over as many axes as it has weights."),
    Word("field", "force field", "F",
         "What every method is given where there is no energy: a push at each place that is the slope of nothing, for round a "
         "loop it does work. The lines run with it. Shaken at T = 1, points come to rest as exp(-Φ), where Φ is known."),
    Word("surface", "softened surface", "",
         "The energy as it looks from a little away: at each place a mean, a soft minimum or a maximum over its "
         "neighbourhood. Narrow valleys change most."),
    Word("replica", "replica", "",
         "One of many copies that start together and differ only in their noise. Counting where they end says how likely an "
         "end is."),
    Word("step_size", "step", "h",
         "How far one step goes along a slope. Beyond two over the curvature, plain steps overshoot by more each time, and "
         "the run diverges."),
    Word("temperature", "temperature", "T",
         "How hard a point is shaken. Left alone for long, shaken points are spread as exp(-f/T): low places are likelier, "
         "and so are roomy ones."),
    Word("scope", "scope", "γ",
         "The stiffness of the spring that holds a walk near its centre. A stiff spring looks near, a soft one far: about "
         "√(T/γ). Papers on differential equations write 1/γ, and call it a time."),
    Word("inner_steps", "inner steps", "L",
         "Small shaken steps that explore the neighbourhood of a point before the point itself moves. Each costs one "
         "evaluation."),
    Word("outer_step", "outer step", "η",
         "The move of the point itself, towards the mean that its inner steps found. At 1 it jumps onto that mean, at 0 it "
         "stays."),
    Word("averaging", "averaging", "α",
         "How much the newest inner point counts in their mean. Near 1 the mean is little more than the last point, with its "
         "noise; near 0 it is the average of many, and lags behind."),
    Word("minibatch", "minibatch", "B",
         "The few digits on which one slope of a network is computed. Fewer are cheaper and noisier; on a landscape a random "
         "tilt stands for that noise."),
    Word("curvature", "largest curvature", "λmax",
         "How sharply the energy bends in its steepest direction, at the sharpest known minimum. It limits the step."),
    Word("minimum", "minimum", "",
         "A place with no lower one beside it; its valley is where descent leads to it. Wide or sharp says how fast the "
         "energy rises around it, deep or shallow how low it lies."),
)
