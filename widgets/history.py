"""What undo goes back to: the state of the page before each act."""


class History:
    """States before and after the present one, at most `MOST` either way. A state is whatever compares equal to itself."""

    MOST = 100

    def __init__(self, state):
        self.now, self._past, self._future = state, [], []

    def act(self, state):
        """Go on to another state; from here nothing that was undone comes back. An equal state is no act."""
        if state == self.now:
            return
        self._past = [*self._past, self.now][-self.MOST :]
        self.now, self._future = state, []

    def undo(self):
        """The state before the last act, from now on the present one; the same as before where there was none."""
        return self._move(self._past, self._future)

    def redo(self):
        """The state that the last `undo` left; the same as before where nothing was undone."""
        return self._move(self._future, self._past)

    def _move(self, away, back):
        if away:
            back.append(self.now)
            self.now = away.pop()
        return self.now
