"""Sweep two sliders of a method: `sweep` runs every cell of a grid, on any number of workers, and returns a `Sweep`.

Each cell has a seed of its own, a function of (seed, cell) alone, and is run by `simulate` or `train`: so the same cell gives the
same numbers in this process, in two, or on a cluster, and any cell can be run again alone.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, wait
from pathlib import Path

import numpy as np

from toy_models import side_by_side
from toy_models.cells import Sweep, coarse_to_fine
from toy_models.contract import InvalidArgument, Parameters, whole
from toy_models.dynamics import Dynamics
from toy_models.landscape import Landscape
from toy_models.network import Network
from toy_models.side_by_side import AT_ONCE
from toy_models.sweep_plan import Read, plan

FIRST_BLOCK, BLOCK = 64, 128  # cells that are handed to a worker at once: few at first, for a coarse picture soon
AHEAD = 4  # blocks that are under way at once: enough for workers never to wait, few enough to stop soon


def sweep(
    world: str | Landscape | Network, method: str | Dynamics, x: tuple[str, Sequence[float]], y: tuple[str, Sequence[float]],
    readings: Read | Sequence[Read] | dict[str, Read], replicas: int | None = None, seeds: int = 1, seed: int = 0,
    parameters: dict | str | Parameters | None = None, executor: Executor | None = None, workers: int = 1,
    folder: str | Path | None = None, progress: Callable[[Sweep], object] | None = None,
    cancelled: Callable[[], bool] | None = None, **settings: object
) -> Sweep:
    """Run a method at every pair of values of two of its parameters and read numbers off each run.

    Cells are run coarse to fine, corners and edges first.

    Args:
        world: a `Landscape`, a `Network`, or the name of one.
        method: one of `dynamics/`, or its name.
        x: (parameter name, increasing values): it runs along the columns.
        y: the same, along the rows.
        readings: functions of a run that give one number a replica (`toy_models.readings`, or your own), or {name: function}.
        replicas: of each run; None takes 64 on a landscape and 1 network.
        seeds: how many runs a cell has, each under a seed that is a function of (seed, cell, run).
        seed: that all of these come from, 0 to 2³² - 1.
        parameters: the other ones of the method, or a preset.
        executor: a `concurrent.futures.Executor` that blocks of cells are submitted to; None runs them here, on all cores.
        workers: how many blocks it works on at once (so many, and a few more, are kept under way).
        folder: where each finished block is kept; a sweep that was ended, in whatever way, goes on from there. The folder of
            another sweep is refused.
        progress: called as progress(sweep so far) after each block.
        cancelled: a function, or an event's `is_set`, asked while runs go on; once it says true, the blocks that are done are
            returned.
        settings: what else `simulate` or `train` takes: steps or evaluations, start, gradient_noise, data, batch_size, ...

    Returns:
        The `Sweep`: means and standard errors (rows, columns) of each reading, NaN where a cell has not been run.

    Raises:
        InvalidArgument: a ValueError that names the argument.
    """
    job = plan(world, method, x, y, readings, replicas, seeds, seed, parameters, **settings)
    result = job.empty()
    kept = _Kept(folder, job)
    order = coarse_to_fine(result.shape)
    blocks = [order[:FIRST_BLOCK], *(order[at : at + BLOCK] for at in range(FIRST_BLOCK, len(order), BLOCK))]
    waiting = []
    for number, cells in enumerate(blocks):
        if (done := kept.read(number)) is not None:
            result.take(cells, done)
        else:
            waiting.append((number, cells))
    for number, cells, values in _run(job, waiting, executor, whole("workers", workers, 1, 100_000), cancelled):
        kept.write(number, values)
        result.take(cells, values)
        if progress is not None:
            progress(result)
    return result


def _run(job, blocks, executor, workers, cancelled):
    """Yield (block number, cells, values) as blocks end; stop when told to."""
    stop = cancelled if cancelled is not None else bool
    if executor is None:
        for number, cells in blocks:
            values = None if stop() else _here(job, cells, stop)
            if values is None:
                return
            yield number, cells, values
        return
    if not isinstance(executor, Executor):
        raise InvalidArgument("executor", executor, "a concurrent.futures.Executor, or None")
    left, under_way = iter(blocks), {}
    try:
        while not stop():
            for number, cells in left:
                under_way[executor.submit(_block, job, cells)] = number, cells
                if len(under_way) >= workers + AHEAD:
                    break
            if not under_way:
                return
            ended, _ = wait(under_way, timeout=0.1, return_when=FIRST_COMPLETED)
            for future in ended:
                yield *under_way.pop(future), future.result()
    finally:
        for future in under_way:
            future.cancel()


def _block(job, cells):
    """The values (cell, run, reading, 2) of some cells, on a worker."""
    wanted = [(cell, run) for cell in cells for run in range(job.seeds)]
    values = []
    for at in range(0, len(wanted), AT_ONCE):
        values += job.said(*(job.run(*pair) for pair in wanted[at : at + AT_ONCE]))
    return _shaped(job, cells, values)


def _here(job, cells, stop):
    """As `_block`, in this process, on all cores; None if told to stop."""
    values = [one for _, said, _ in side_by_side.read(job, ((cell, run) for cell in cells for run in range(job.seeds)), stop)
              for one in said]
    return _shaped(job, cells, values) if len(values) == len(cells) * job.seeds else None


def _shaped(job, cells, values):
    return np.array(values).reshape(len(cells), job.seeds, len(job.readings), 2)


class _Kept:
    """The finished blocks of a sweep in a folder: each file is whole or not there."""

    def __init__(self, folder, job):
        self._folder = None if folder is None else Path(folder)
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        about, mine = self._folder / "sweep.json", json.dumps(job.about() | {"name": job.name()}, indent=1)
        if about.exists() and json.loads(about.read_text(encoding="utf-8")).get("name") != job.name():
            raise InvalidArgument("folder", str(folder), "empty, or that of the same sweep; it holds another's blocks")
        self._put(about, mine.encode())

    def read(self, number):
        """The values of a block that was finished, or None."""
        if self._folder is None or not (path := self._folder / f"{number:06}.npy").exists():
            return None
        return np.load(path, allow_pickle=False)

    def write(self, number, values):
        """Keep a block."""
        if self._folder is None:
            return
        with tempfile.SpooledTemporaryFile() as file:
            np.save(file, values)
            file.seek(0)
            self._put(self._folder / f"{number:06}.npy", file.read())

    def _put(self, path, content):
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=path.name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
