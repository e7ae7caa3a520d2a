"""Sweep two sliders of a method: `sweep` runs every cell of a grid, on any number of workers, and returns a `Sweep`.

Each cell has a seed of its own, a function of (seed, cell) alone, and is run by `simulate` or `train`: so the same cell gives the
same numbers in this process, in two, or on a cluster, and any cell can be run again alone.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, ThreadPoolExecutor, wait
from pathlib import Path

import numpy as np

from toy_kernels import lanes
from toy_kernels.compiled import cores
from toy_models.cells import Sweep, coarse_to_fine
from toy_models.contract import InvalidArgument, Parameters, whole
from toy_models.dynamics import Dynamics
from toy_models.landscape import Landscape
from toy_models.network import Network
from toy_models.sweep_plan import Read, plan

FIRST_BLOCK, BLOCK = 64, 128  # cells that are handed to a worker at once: few at first, for a coarse picture soon
NARROW = lanes.BLOCK  # replicas of a run up to which several runs side by side are quicker than one on all cores
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
        cancelled: a function, or an event's `is_set`, asked between blocks; once it says true, what is done is returned.
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
            for_now = _side_by_side(job, cells, stop) if _narrow(job) else _block(job, cells, stop)
            if for_now is None:
                return
            yield number, cells, for_now
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


def _block(job, cells, stop=bool):
    """The values (cell, run, reading, 2) of some cells, or None if told to stop."""
    values = []
    for cell in cells:
        if stop():
            return None
        values.append([job.read(cell, run) for run in range(job.seeds)])
    return np.array(values)


def _narrow(job):
    """Whether its runs are so small that a core each serves them better than all cores in turn."""
    here = job.settings.get("device", "auto") in ("auto", "cpu")
    return here and isinstance(job.world, Landscape) and job.replicas <= NARROW and cores() > 1


def _side_by_side(job, cells, stop):
    """As `_block`: a run on each core, the readings on this thread. The first goes ahead: what it compiles the others find."""
    runs, under_way = deque((cell, run) for cell in cells for run in range(job.seeds)), deque()
    if stop():
        return None
    values = [job.read(*runs.popleft())]
    with ThreadPoolExecutor(cores(), thread_name_prefix="sweep") as pool:
        try:
            while runs or under_way:
                if stop():
                    return None
                while runs and len(under_way) <= cores():
                    under_way.append(pool.submit(_alone, job, *runs.popleft()))
                values.append(job.said(under_way.popleft().result()))
        finally:
            for future in under_way:
                future.cancel()
    return np.array(values).reshape(len(cells), job.seeds, len(job.readings), 2)


def _alone(job, cell, run):
    with lanes.on_one_thread():
        return job.run(cell, run)


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
