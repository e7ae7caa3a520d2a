"""Whole pages, composed from the widgets."""

from widgets.pages.flatness import flatness
from widgets.pages.islands import islands
from widgets.pages.lesson import ExperimentLesson, Lesson, LineLesson
from widgets.pages.phase_diagram import phase_diagram
from widgets.pages.race import race
from widgets.pages.show import show
from widgets.pages.side_by_side import side_by_side

__all__ = ["ExperimentLesson", "Lesson", "LineLesson", "flatness", "islands", "phase_diagram", "race", "show", "side_by_side"]
