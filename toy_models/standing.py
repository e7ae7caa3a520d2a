"""Who stands where after a race: by what is judged, in which units, and that nobody leads by what is held equal."""

from toy_models.paired import LEVEL, podium

EVERY = 50  # gradient evaluations between two records of a run
JUDGED = {"accuracy": "more", "test_loss": "less", "train_loss": "less", "evaluations": "less"}  # and which of two is the better
HELD = {"evaluations": "evaluations", "loss": "train_loss"}  # what is held equal, but for the rest of a last step


def unit_of(judged, images):
    """What a judged number is a whole multiple of, on so many test images: one of these, or the way between two records; else 0."""
    return {"accuracy": 1 / images, "evaluations": float(EVERY)}.get(judged, 0.0)


def stood(values, judged, at, images, level=LEVEL):
    """The `Podium` of {name: values (seed,)} of what is judged, where `at` is held equal: in what is so all are equal."""
    if HELD[at] == judged:
        values = {name: 0 * given for name, given in values.items()}
    return podium(values, JUDGED.get(judged, "less"), level, unit_of(judged, images))
