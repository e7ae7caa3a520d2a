"""Where a method runs: every runner reads the text of the step, and refuses what it cannot read with a sentence.

No method says where it runs. A compiled runner is asked by having it write the step; one that takes the text as it stands differs
from the others in what its objective answers to, and in whether rows meet there. Refused is a runner, never a method: it is
complete where it runs.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from toy_kernels import emit, text
from toy_kernels.lane_values import AS_DRAWN

BOWL = "def gradient(x, y):\n    return x, y\n\n\ndef hessian(x, y):\n    return 1, 0, 1\n"  # which formula does not matter
ASKED = tuple(text.PRICES)  # what the worlds of `tm` answer to, or refuse before a run (`toy_models.words`)
OF_WEIGHTS = ("minibatch", "gradient", "blocks")  # what weights and a closure can tell


@dataclass(frozen=True)
class Runner:
    """`met` is where a program meets it, `page` what a page calls it; `read(step, carries)` raises `Unreadable`, or does not."""

    met: str
    page: str
    read: Callable


@functools.lru_cache(maxsize=512)
def emitted(step: Callable, carries: tuple[str, ...]) -> emit.Emitted:
    """The text of a step's kernel on a bowl, shown points and all; raises `Unreadable` where it has none."""
    return emit.emit(step, BOWL, carries, AS_DRAWN, watched=True)


def _threads(step, carries):
    from toy_kernels.threads import writer

    writer.write(emitted(step, carries), "unknown-unknown-unknown")


def _as_it_stands(*asked, meet=True):
    """What reads a step for an objective that answers to these words."""
    def read(step, carries):
        said = text.read(step)
        for word in sorted(said.asks - set(asked)):
            raise text.Unreadable(f"objective.{word}(...) is a word that its objective does not have")
        for word in () if meet else sorted(said.words & set(text.COUPLING)):
            raise text.Unreadable(f"{word}(...) has no others to meet: an optimizer's weights are one row")

    return read


RUNNERS = {
    "definition": Runner('simulate(device="reference")', "particles", _as_it_stands(*ASKED)),
    "lanes": Runner("simulate, microscope", "compiled lanes", emitted),
    "threads": Runner('simulate(device="cuda"), a page without Python', "graphics cards", _threads),
    "rows": Runner("train", "networks", _as_it_stands(*ASKED)),
    "optimizers": Runner("optim", "tm.optim", _as_it_stands(*OF_WEIGHTS, meet=False)),
}


@functools.lru_cache(maxsize=4096)
def refusal(step: Callable, carries: tuple[str, ...], runner: str) -> str:
    """Why a runner cannot run a step that carries these names: its own words; "" where it can."""
    try:
        RUNNERS[runner].read(step, carries)
    except text.Unreadable as reason:
        return str(reason)
    return ""


def where(step: Callable, carries: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the runners that a step runs on."""
    return tuple(runner for runner in RUNNERS if not refusal(step, carries, runner))


def check(step: Callable, carries: tuple[str, ...], runner: str) -> None:
    """Raise `Unreadable`, with the runner's own reason and where the step runs instead, unless it runs there."""
    reason = refusal(step, carries, runner)
    if reason:
        others = ", ".join(f"{name} ({RUNNERS[name].met})" for name in where(step, carries)) or "no runner"
        raise text.Unreadable(f"not on {runner} ({RUNNERS[runner].met}): {reason}; it runs on {others}")


def sentence(step: Callable, carries: tuple[str, ...]) -> str:
    """Where a step runs and where not, as a page says it."""
    here = where(step, carries)
    yes, no = (", ".join(runner.page for name, runner in RUNNERS.items() if (name in here) is so) for so in (True, False))
    return f"Runs on: {yes}; not on: {no}." if no else f"Runs on: {yes}."
