"""What you see: widgets over `toy_models`. No science here.

    import widgets
    widgets.side_by_side()                  the laboratory
    widgets.show("sam", "ravine")           one method on one landscape
    widgets.phase_diagram("two_gaussians", "entropy_sgd", "scope", "temperature")   a map of two sliders, each cell a run
    widgets.flatness()                      trained networks, measured, and one of them with a layer rescaled
    widgets.islands()                       two trained networks, the line between them, and a trained curve
    widgets.race()                          who wins at equal cost
    widgets.Lesson("double_well", "langevin")       the frame of a lesson: .stage, .guess({"half": 0.5, ...}), ...
    widgets.ExperimentLesson("large_batch")         a lesson whose experiments are done before the class

    session = widgets.Session("dimple")     or compose your own
    widgets.Arena(session), widgets.Controls(session)
"""

from widgets import pictures
from widgets.arena import Arena
from widgets.controls import Controls
from widgets.exercise import Exercise
from widgets.found import Flatness, Islands, Race, TrialGuess, Trials
from widgets.guess import FlowGuess, MinimaGuess, ShareGuess
from widgets.header import Header
from widgets.lines import Lines
from widgets.maps import Maps
from widgets.microscope import Microscope
from widgets.pages import ExperimentLesson, Lesson, LineLesson, flatness, islands, phase_diagram, race, show, side_by_side
from widgets.phase import Phase
from widgets.session import Session
from widgets.story import Story
from widgets.training import Training

__all__ = ["Arena", "Controls", "Exercise", "ExperimentLesson", "Flatness", "FlowGuess", "Header", "Islands", "Lesson",
           "LineLesson", "Lines", "Maps", "Microscope", "MinimaGuess", "Phase", "Race", "Session", "ShareGuess", "Story",
           "Training", "TrialGuess", "Trials", "flatness", "islands", "phase_diagram", "race", "show", "side_by_side"]

pictures.add()
