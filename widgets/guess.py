"""A lesson's guess: picked first and locked in, then met on its own chart by the run and by the law."""

import traitlets

from toy_models.contract import InvalidArgument, number
from widgets import laws
from widgets.landscape_side import Picture
from widgets.state import State
from widgets.view import View


class Guess(View):
    """The guess of a session that starts in one valley: which share will be in the other when the clock stops.

    choices: {words: share}. Nothing plays until one of them is locked in.
    """

    PAGE = "guess"
    choices = traitlets.List().tag(sync=True)
    law = traitlets.Dict().tag(sync=True)

    def __init__(self, session: State, choices: dict[str, float], **kwargs: object):
        if not isinstance(choices, dict) or not 2 <= len(choices) <= 6:
            raise InvalidArgument("choices", choices, "two to six words with a share each")
        shares = [[str(words), number(f"choices[{words!r}]", share, 0, 1)] for words, share in choices.items()]
        super().__init__(session, choices=shares, **kwargs)

    def show_landscape(self, picture: Picture) -> None:
        """Show what is said of a run by theory; a preview, while a slider is dragged, changes nothing."""
        if not picture.run["preview"]:
            self.law = laws.crossing(picture)
