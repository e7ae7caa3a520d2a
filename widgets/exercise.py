"""A lesson's exercise: a step is written, checked by its law, and run on the lesson's map beside the method's own."""

import re
import textwrap

import numpy as np
import traitlets

from toy_models import exercises, landscapes
from toy_models.contract import InvalidArgument
from widgets.state import State
from widgets.typeset import typeset
from widgets.view import View


class Exercise(View):
    """The editor of one of `toy_models.exercises`, and what the check finds. `task`: what is given, and where it is checked.

    exercise: its name; on_map: whether the stage shows runs, so that a step can be run there.
    """

    PAGE = "exercise"
    task = traitlets.Dict().tag(sync=True)

    def __init__(self, session: State, exercise: str, on_map: bool = True, **kwargs: object):
        self.exercise = exercises.get(exercise)
        super().__init__(session, task=asked(self.exercise) | {"map": bool(on_map)}, **kwargs)

    def checked(self, number: int, step: str) -> dict:
        """What a page is told of a step: the line and the reason for which it cannot be checked, or what the check found."""
        try:
            found = exercises.check(self.exercise, step)
        except InvalidArgument as refused:
            line = re.match(r"line (\d+): ", refused.allowed)
            reason = refused.allowed[line.end():] if line else f"“{refused.value}” is not given here: {refused.allowed}"
            return {"type": "checked", "number": number, "line": int(line[1]) if line else 0, "reason": reason}
        tests = [{"words": test.words, "passed": test.passed, "said": typeset(test.said)} for test in found.tests]
        why = found.mistake and {"name": found.mistake.name, "words": found.mistake.words}
        told = {"type": "checked", "number": number, "right": found.right, "how": found.how, "verdict": found.verdict}
        return told | {"tests": tests, "mistake": why, "seen": [one_step(seen) for seen in found.seen]}


def asked(exercise: exercises.Exercise) -> dict:
    """What a page is told of an exercise at first."""
    symbols = {parameter.name: parameter.symbol for parameter in exercise.method.PARAMETERS}
    numbers = [[f"p.{name}", symbols[name], value] for name, value in exercise.NUMBERS.items()]
    equation = re.search(r"\n\n((?: {4}.*\n)+)", exercise.__doc__)
    places = [landscapes.get(name).name for name in exercise.PLACES]
    box = typeset(textwrap.dedent(equation[1]).strip("\n").replace("<-", "←")) if equation else ""
    texts = {"given": exercise.GIVEN, "answer": exercise.ANSWER, "equation": box}
    return {"key": exercise.key, "name": exercise.NAME, "method": exercise.METHOD, "numbers": numbers, "places": places} | texts


def one_step(seen) -> dict:
    """One step from a place, as two ellipses of two deviations each: {"name", "place", "law", "yours"}."""
    law, yours = (ellipse(*pair) for pair in ((seen.mean, seen.covariance), (seen.yours, seen.spread)))
    return {"name": landscapes.get(seen.landscape).name, "place": list(seen.place), "law": law, "yours": yours}


def ellipse(mean, covariance):
    """[x, y, long half-axis, short half-axis, degrees from the x axis of the long one]."""
    sizes, axes = np.linalg.eigh(covariance)
    short, long = 2 * np.sqrt(np.maximum(sizes, 0))
    return [*map(float, mean), float(long), float(short), float(np.degrees(np.arctan2(axes[1, 1], axes[0, 1])))]
