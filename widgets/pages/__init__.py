"""Whole pages, composed from the widgets."""

from widgets.pages.lesson import Lesson
from widgets.pages.show import show
from widgets.pages.side_by_side import side_by_side

__all__ = ["Lesson", "show", "side_by_side"]
