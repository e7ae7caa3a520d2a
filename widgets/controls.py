"""From the parameters that the algorithm files declare to sliders; the dock that holds them is a widget."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import traitlets

from toy_models import dynamics, noises
from toy_models.contract import InvalidArgument, Parameter, Published
from toy_models.network_run import on_network
from widgets import own, protocol
from widgets.arithmetic import written
from widgets.network_side import TRAIN
from widgets.typeset import typeset
from widgets.view import View

if TYPE_CHECKING:
    from widgets.state import State

# Where methods write one shared number differently, the slider has a symbol and a word of its own.
SHARED = {"step_size": ("h", "step", "the step that a gradient meets: η for most, η′ inside Entropy-SGD")}


def sliders(keys=()):
    """{slider: Parameter}: one for each slider that any method has, in the order in which the methods declare them.

    keys: methods beside those of the folder: steps that somebody wrote.

    A slider shared by several methods reaches as far as any of them asks for, within what has a meaning for all of them. Raises
    `InvalidArgument`, with their names, where no slider can serve them all.
    """
    found = {}
    for key in dict.fromkeys((*dynamics.names(), *keys)):
        for parameter in dynamics.get(key).PARAMETERS:
            found.setdefault(parameter.slider, {})[key] = parameter
    return {name: _merged(name, declared) for name, declared in found.items()}


def opening(landscape):
    """{slider: value} to open a landscape with: its own where it has one, brought into the slider's range, else the default."""
    return {name: min(max(landscape.sliders.get(name, parameter.default), parameter.low), parameter.high)
            for name, parameter in sliders().items()}


def presets(network=None, keys=None):
    """{method: {preset: {slider: value}}}: what each preset of these methods (None: all) says, as the sliders stand for it.

    On a page with a network, a published preset puts a slider where the network gets the published number. A preset that the
    sliders cannot stand for is left out, for a number brought into a range would be another preset.
    """
    found = {}
    for key in dynamics.names() if keys is None else keys:
        method = dynamics.get(key)
        said = {name: _as_sliders(method, values, network) for name, values in method.PRESETS.items()}
        found[key] = {name: values for name, values in said.items() if values is not None}
    return found


def directions():
    """[{"key", "name"}]: the laws of minibatch noise on a landscape, for their menu."""
    return [{"key": key, "name": noises.get(key).NAME} for key in noises.names()]


def _as_sliders(method, values, network):
    found, factors = {}, {}
    if isinstance(values, Published) and network is not None:
        factors = dict(on_network(network, method, TRAIN).factors)
    for slider, parameter in method.by_slider().items():
        if parameter.name in values:
            value = values[parameter.name] / factors.get(parameter.name, 1)
            if not sliders()[slider].low <= value <= sliders()[slider].high:
                return None
            found[slider] = value
    return found


def _merged(name, declared):
    first, *_ = same = declared.values()
    lowest, highest = zip(*(p.bounds for p in same), strict=True)
    low, high = max(*lowest, min(p.low for p in same)), min(*highest, max(p.high for p in same))
    if len({p.whole for p in same}) > 1 or not low < high or not low <= first.default <= high:
        said = ", ".join(f"{key} wants {'whole numbers' if p.whole else 'numbers'} from {p.low:g} to {p.high:g} and allows "
                         f"{p.bounds[0]:g} to {p.bounds[1]:g}" for key, p in declared.items())
        raise InvalidArgument("slider", name, f"another name for one of them: {said}")
    symbol, _, meaning = SHARED.get(name, (first.symbol, "", first.meaning))
    basic = all(p.basic for p in same)
    return Parameter(name, symbol, first.default, low, high, meaning, first.scale, first.whole, basic=basic)


def schema(network=None, keys=None):
    """What the dock needs to draw every slider of these methods (None: all): a list of plain dictionaries, shared sliders first.

    `network` is a network whose scales are written beside the sliders, or None.
    """
    known = sliders(keys or ())
    owners = {name: [] for name in known}
    for key in dynamics.names() if keys is None else keys:
        for name in dynamics.get(key).by_slider():
            owners[name].append(key)
    entries = [_entry(name, parameter, owners[name], network) for name, parameter in known.items() if owners[name]]
    return sorted(entries, key=lambda entry: len(entry["methods"]) == 1) + [
        _entry(p.name, p, [], None) for p in (protocol.NOISE, protocol.BATCH, protocol.SEED)
    ]


def _entry(name, parameter, owners, network):
    word = SHARED.get(name, ("", own.word(name, owners), ""))[1]
    shared = None if network is None else network.scale(name, TRAIN)
    return {
        "name": name,
        "symbol": parameter.symbol,
        "word": word,
        "meaning": typeset(parameter.meaning),
        "low": parameter.low,
        "default": parameter.default,
        "high": parameter.high,
        "scale": parameter.scale,
        "whole": parameter.whole,
        "basic": parameter.basic,
        "methods": owners,
        **({"meanings": other} if (other := _meanings(name, owners, parameter.meaning)) else {}),
        "network": shared,
        **({"scales": apart} if (apart := _scales(name, owners, network, shared)) else {}),
        "gauges": _gauges(name, owners),
        "readings": _readings(name, owners),
    }


def _meanings(slider, owners, shared):
    """{method: what the slider means in it} of the methods that say something else than the shared words."""
    said = {key: dynamics.get(key).by_slider()[slider].meaning for key in owners}
    return {key: typeset(words) for key, words in said.items() if words != shared} if slider not in SHARED else {}


def _scales(slider, owners, network, shared):
    """{method: its own scale on the network} of the methods where that is not the `shared` one."""
    scales = {} if network is None else {key: network.scale(slider, TRAIN, dynamics.get(key).scales) for key in owners}
    return {key: scale for key, scale in scales.items() if scale != shared}


def _readings(slider, owners):
    """{method: what the slider's number does now in that method}, as a sentence and the formula of its number."""
    readings = {key: dynamics.get(key).by_slider()[slider].reading for key in owners}
    return {key: of_sliders(key, reading) for key, reading in readings.items() if reading}


def of_sliders(key, reading):
    """A method's reading as a sentence and the formula of its number in sliders; None for None."""
    return reading and {"words": reading.words, "value": written(reading.value, _to_slider(key))}


def _gauges(slider, owners):
    """{method: its gauges that stand under a slider}, as words and formulas of sliders."""
    found = {}
    for key in owners:
        names = _to_slider(key)
        found[key] = [
            {
                "symbol": gauge.symbol,
                "fine": gauge.fine,
                "dead": gauge.dead,
                "unstable": gauge.unstable,
                **{part: written(getattr(gauge, part), names) for part in ("value", "dead_below", "unstable_from")},
            }
            for gauge in dynamics.get(key).GAUGES
            if gauge.slider == slider
        ]
    return found


def _to_slider(key):
    return {parameter.name: parameter.slider for parameter in dynamics.get(key).PARAMETERS}


def _traits():
    return {name: traitlets.Float(float(p.default)).tag(sync=True) for name, p in sliders().items()}


# Each slider's value is a trait of its own, so that any ipywidgets control can be linked to it in a notebook.
class Controls(type("Dock", (View,), _traits())):
    """The dock of a session, as a widget. `controls.scope`, `controls.temperature`, ... are its sliders' values.

    Setting one from Python, or linking another control to it, moves the slider and acts as if it had been dragged.
    """

    WRITABLE = tuple(sliders())
    PAGE = "controls"
    schema, directions = traitlets.List().tag(sync=True), traitlets.List().tag(sync=True)
    presets, marks, measured = (traitlets.Dict().tag(sync=True) for _ in range(3))
    measures = traitlets.List().tag(sync=True)
    first = traitlets.List().tag(sync=True)  # sliders that stand in sight at the simple level; none: those of the method

    def __init__(self, session: State, **kwargs: object):
        self._taking = threading.local()
        for name in kwargs.get("first", ()):
            if name not in (known := (*sliders(), protocol.NOISE.name)):
                raise InvalidArgument("sliders", name, f"one of {', '.join(known)}")
        super().__init__(session, directions=directions(), **self._of_methods(session),
                         **self._linked(session.want.values), **kwargs)
        self.observe(self._moved, names=list(sliders()))

    def _moved(self, change):
        if getattr(self._taking, "over", False):
            return
        try:
            self._session.set_values({change.name: change.new})
        except InvalidArgument as error:
            self.show_values(self._session.want.values)
            self.send({"type": "error", "message": str(error)})  # a browser may have set it
            raise

    def read_state(self, state: dict) -> None:
        """What a page sets must be a slider, and within its range."""
        super().read_state(state)
        protocol.read_values(state, sliders())

    def refuse(self, error: Exception) -> None:
        """Answer, and put the page's sliders back to where they stand."""
        super().refuse(error)
        self.send_state(list(self.WRITABLE))

    def _linked(self, values):
        """Those of the folder's sliders: a step that somebody wrote comes and goes, and so do its own."""
        return {name: value for name, value in values.items() if name in self.WRITABLE}

    @staticmethod
    def _of_methods(session):
        known = session.network, session.at_hand
        return {"schema": schema(*known), "presets": presets(*known)}

    def methods_came(self) -> None:
        """As every view; and of their sliders and presets."""
        with self.hold_sync():
            super().methods_came()
            for name, value in self._of_methods(self._session).items():
                setattr(self, name, value)

    def show_marks(self, marks: dict) -> None:
        """Show where under a slider the minima of the selected method's surface change (`widgets.marks`)."""
        self.marks = marks

    def offer(self, measures: list) -> None:
        """Say which measures there are; not before somebody asks."""
        self.measures = measures

    def show_measured(self, measured: dict) -> None:
        """Show what was measured (`widgets.measuring`)."""
        self.measured = measured

    def show_values(self, values: dict[str, float]) -> None:
        """Take over values that came from elsewhere, without acting on them again; what another thread sets meanwhile acts."""
        self._taking.over = True
        try:
            with self.hold_sync():
                for name, value in self._linked(values).items():
                    setattr(self, name, float(value))
        finally:
            self._taking.over = False
