"""The session of a phase diagram: a sweep beside the arena, in the same worker, and a cell that opens its own run there."""

from __future__ import annotations

from toy_models.contract import InvalidArgument
from widgets import protocol, sweep_messages, taken_sweeps
from widgets.controls import opening, sliders
from widgets.phase_lines import Valleys, limits
from widgets.session import TOTAL, Session
from widgets.sweeping import Sweeping
from widgets.take_messages import SWEEPS
from widgets.taken import Taken, source


class PhaseSession(Session):
    """A session that sweeps two sliders of one method on one landscape.

    asked: what `sweep_messages.read_sweep` reads; values {slider: value}: of the other sliders, over the landscape's own.
    replicas: of each run.
    """

    def __init__(self, asked: dict, values: dict[str, float] | None = None, replicas: int = 64):
        ask = sweep_messages.read_sweep(asked)
        self._values = {ask.landscape: protocol.read_values(values or {}, sliders())}
        super().__init__(ask.landscape, methods=(ask.method,), selected=ask.method, values=values, replicas=replicas)
        self._sweeping, self._lines, self._valleys, self._cell = Sweeping(TOTAL, replicas), [], None, (0, 0)
        self.sweep(ask)
        self._mirror(clock=TOTAL)  # a run is looked at from its end: that is where its numbers are read

    @property
    def swept(self) -> object:
        """The `toy_models.cells.Sweep` as far as it has come: its means, its standard errors, its data frame."""
        return self._sweeping.job.sweep

    def sweep(self, ask: sweep_messages.Ask) -> None:
        """Sweep something else, and show the run of its middle cell."""
        values = opening(self._place(ask.landscape)) | self._values.get(ask.landscape, {})
        self._sweeping.ask(ask, values)
        self._lines, self._valleys = limits(self._sweeping.job), Valleys(self._sweeping.job)
        rows, columns = self._sweeping.job.sweep.shape
        self.open(rows // 2, columns // 2, values=values)

    def open(self, row: int, column: int, seq: int | None = None, values: dict | None = None) -> None:
        """Show the run of a cell: its values, and its seed."""
        ask = self._sweeping.job.asked
        own, seed = self._sweeping.cell(row, column)
        self._cell = row, column
        start, seq = tuple(self._place(ask.landscape).start.tolist()), self.want.seq if seq is None else seq
        self.wish(self.want.with_(
            seq=seq, preview=False, clock=TOTAL, seed=seed, selected=ask.method, landscape=ask.landscape, visible=(ask.method,),
            formula=ask.formula, values={**(values or self.want.values), **own}, start=start,
        ))
        self._show()

    @staticmethod
    def _place(landscape):
        return sweep_messages.landscapes.get(landscape)

    def views(self, kind: str) -> list:
        """As of every session; nobody looks at a softened surface here."""
        return [] if kind in ("show_ghost", "show_marks") else super().views(kind)

    def phase(self) -> dict:
        """Everything that a `Phase` view is told."""
        row, column = self._cell
        seed = self._sweeping.cell(row, column)[1]
        return {"plan": self._sweeping.told(), "state": self._sweeping.state(), "numbers": self._sweeping.numbers(),
                "lines": self._lines + (self._valleys.found if self._valleys else []),
                "cell": {"row": row, "column": column, "python": self.python(row, column), "seed": seed,
                         "leaving": self._valleys.leaving(row) if self._valleys else []}}

    def python(self, row: int, column: int) -> str:
        """The call that makes the run of a cell again."""
        job = self._sweeping.job
        said = job.plan.arguments((row, column))
        default = sweep_messages.dynamics.get(job.asked.method).defaults().as_dict()
        moved = {name: value for name, value in said["parameters"].items() if value != default[name]}
        place = source(self._place(job.asked.landscape)) if job.asked.formula else f'"{job.asked.landscape}"'
        return (f'tm.simulate({place}, "{job.asked.method}", evaluations={TOTAL}, replicas={said["replicas"]}, '
                f'seed={said["seed"]}, parameters={moved})')

    def taken(self, asked: object) -> Taken:
        """As of every session; and of the map, or a row of it. asked: a `take_messages.Take`."""
        return taken_sweeps.of_sweep(self._sweeping, asked) if asked.picture in SWEEPS else super().taken(asked)

    # ---- messages ---------------------------------------------------------------------------------------------------
    def _act(self, view, content):
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "sweep":
            self.sweep(sweep_messages.read_sweep(content, self._sweeping.job.asked))
        elif kind == "pause":
            self._sweeping.pause(sweep_messages.read_pause(content))
            self._show()
        elif kind == "stop":
            self._sweeping.stop()
            self._show()
        elif kind == "keep":
            self._sweeping.keep(sweep_messages.read_keep(content))
            self._show()
        elif kind == "cell":
            seq, row, column = sweep_messages.read_cell(content, self._sweeping.job.sweep.shape)
            self.open(row, column, seq)
        elif kind == "undo":
            raise InvalidArgument("undo", "…", "something else here: the arrows move the cell")
        else:
            super()._act(view, content)
            if kind == "hello":
                self._show()

    def _show(self):
        for view in self._greeted("show_phase"):
            view.show_phase(self.phase())

    # ---- the worker -------------------------------------------------------------------------------------------------
    def _go_on(self):
        if self._sweeping.has_work():
            if self._sweeping.slice(self._work.superseded):
                self._show()
        elif self._valleys.has_work():
            if self._valleys.slice(self._work.superseded):
                self._show()
        else:
            super()._go_on()

    def _give_turns(self):
        self._sweeping.rest()
        self._valleys.rest()
        super()._give_turns()

    def _rested(self):
        self._give_turns()
        super()._rested()

    def _busy(self):
        waited, work = self._sweeping.waits, self._sweeping.has_work()
        if self._sweeping.waits != waited:
            self._show()
        return work or self._valleys.has_work() or super()._busy()
