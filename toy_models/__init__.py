"""What it means: algorithms, landscapes, networks, and runs of the one on the other."""

import importlib

from toy_models import (
    bifurcations,
    crowd,
    currents,
    data,
    dynamics,
    exercises,
    experiments,
    flows,
    gibbs,
    landscapes,
    measures,
    networks,
    noises,
    paths,
    plane,
    readings,
    slicing,
    solvable,
    surfaces,
    units,
)
from toy_models.cells import Sweep
from toy_models.contract import InvalidArgument
from toy_models.microscope import microscope
from toy_models.race import Race, race
from toy_models.simulate import simulate
from toy_models.step_error import exact_step, step_error
from toy_models.sweep import sweep
from toy_models.train import NetworkTrajectory, train
from toy_models.trajectory import Interrupted, Trajectory

__all__ = [
    "Interrupted", "InvalidArgument", "NetworkTrajectory", "Race", "Sweep", "Trajectory", "bifurcations", "crowd",
    "currents", "data", "dynamics", "exact_step", "exercises", "experiments", "flows", "gibbs", "landscapes", "measures",
    "microscope", "networks", "noises", "optim", "paths", "plane", "race", "readings", "simulate", "slicing", "solvable",
    "step_error", "surfaces", "sweep", "train", "units",
]


def __getattr__(name):
    """`optim` is imported when it is first asked for: a landscape needs no torch."""
    if name == "optim":
        return importlib.import_module("toy_models.optim")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__})
