"""What it means: algorithms, landscapes, networks, and runs of the one on the other."""

from toy_models import data, dynamics, landscapes, networks
from toy_models.contract import InvalidArgument
from toy_models.microscope import microscope
from toy_models.simulate import Trajectory, simulate
from toy_models.train import NetworkTrajectory, train

__all__ = ["InvalidArgument", "Trajectory", "data", "dynamics", "landscapes", "microscope", "networks", "simulate"]
