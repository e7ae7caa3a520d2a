"""Whole pages, composed from the widgets."""

from widgets.pages.show import show
from widgets.pages.side_by_side import side_by_side

__all__ = ["show", "side_by_side"]
