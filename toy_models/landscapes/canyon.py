"""A canyon: a double well whose walls narrow to the left, so that width pushes like a constant force.

    f = h (x² - 1)² + s x + ½ ω e^(-c x) y²,      h = 0.25, s = 0.05, c = 1, ω = 10

Ours. Integrating exp(-f/T) over y leaves x alone in h (x² - 1)² + (s - T c / 2) x, exactly: the cross-section acts as a force
T c / 2 to the right. The left well is deeper and narrower, the right one higher and wider, and a hot walker finds them equally
likely at T = 2 s / c = 0.1. On the right half the Gibbs law puts 0.279 at T = 0.05, 0.500 at T = 0.1 and 0.603 at T = 0.2.
Look for: warm it up, and the crowd moves from the deep well to the wide one, though no slope has changed. A finite step heats
the narrow side more (the stiffness ω counts as ω / (1 - ηω/2)) and adds to the push: at η = 0.01, 0.514 for 0.500.
"""

from toy_models.notation import exp

NAME = "Canyon"
ORDER = 6
EXTENT = ((-1.9, 1.9), (-0.8, 0.8))
START = (-1.0, 0.3)
SLIDERS = {"step_size": 0.01, "temperature": 0.1, "scope": 1.0, "inner_steps": 50, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.5, "radius": 0.2}
MINIMA = ((0.97399435, 0.0), (-1.02412030, 0.0))
LABELS = ("wide well", "narrow well")
CONFINING = True

BARRIER = 0.25
TILT = 0.05
NARROWING = 1.0
STIFFNESS = 10.0


def energy(x, y):
    """f(x, y)."""
    return BARRIER * (x**2 - 1) ** 2 + TILT * x + 0.5 * STIFFNESS * exp(-NARROWING * x) * y**2
