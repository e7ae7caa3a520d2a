"""Compile ahead of time what the pages open with: `python -m toy_models.prewarm`.

The methods of the first family, on every landscape and network; the others are compiled when they are asked for. With `--opening`
only what the first picture needs. What is compiled is kept in the cache folder (`toy_kernels.cache`), so that a later start need
not wait. `--behind` works at the lowest priority, `--mark FILE` leaves an empty file when all is done, the environment's modules
among it: Python may have been told to write no bytecode (`PYTHONDONTWRITEBYTECODE`), and would read torch anew in every session.
"""

import argparse
import compileall
import os
import sys
import sysconfig
import time
from pathlib import Path

from toy_kernels import compiled
from toy_models import data, dynamics, landscapes, networks, noises, plane, surfaces
from toy_models.network_run import trains
from toy_models.train import train


def methods():
    """The methods that a page opens with."""
    return [dynamics.get(key) for key in next(iter(dynamics.families().values()))]


def jobs(opening=False):
    """[(step, formula, carries, tilt, watched)] in the order of use.

    Each pair unwatched and watched, the first landscape before the others and under every noise law too. opening: only the pairs
    of the first landscape.
    """
    first, *others = (landscapes.get(place).text for place in landscapes.names())

    compiled_ones = [method for method in methods() if "lanes" in method.runs_on]

    def pairs(formula):
        return [(method.step, formula, method.CARRIES, "none", watched) for watched in (False, True) for method in compiled_ones]

    found = pairs(first)
    if not opening:
        laws = [noises.get(law).text for law in noises.names()]
        found += [(method.step, first, method.CARRIES, law, False) for law in laws for method in compiled_ones]
        found += [job for formula in others for job in pairs(formula)]
    return found


def loops(opening=False):
    """Touch what is compiled once for all: the softened surfaces, and each network under each method; at the opening the first."""
    first = landscapes.get(landscapes.names()[0])
    for kind in surfaces.names():
        for temperature in (1.0, 0.0):  # a cold one may run another loop than a warm one
            given = {parameter.name: parameter.default for parameter in surfaces.get(kind).ARGUMENTS}
            if "temperature" in given:
                given["temperature"] = temperature
            surfaces.smooth(first, kind, shape=(64, 64), **given)
    for network in networks.names()[: 1 if opening else None]:
        if not networks.get(network).compiled:
            continue  # its slopes are NumPy's: nothing to compile
        for method in methods():
            if trains(network, method):
                train(network, method.key, steps=1)
    network, digits = networks.get(networks.names()[0]), data.mnist(1000, 500).test
    start = network.start()
    network.judge(digits).logits(start[0])
    plane.slice_loss(network, digits, plane.main_plane(start), ((0, 1), (0, 1)), (2, 2))


def modules(folder=None):
    """Compile what is installed to bytecode, on every processor; what is not for this Python is passed over."""
    compileall.compile_dir(folder or sysconfig.get_path("purelib"), quiet=2, workers=0)


def main(arguments=None):
    """Derive, compile, and say how far it is."""
    parser = argparse.ArgumentParser(prog="python -m toy_models.prewarm", description=__doc__.partition("\n")[0])
    parser.add_argument("--opening", action="store_true", help="only what the first picture needs")
    parser.add_argument("--behind", action="store_true", help="at the lowest priority")
    parser.add_argument("--mark", type=Path, help="a file to make when all is done")
    given = parser.parse_args(arguments)
    if given.behind and hasattr(os, "nice"):
        os.nice(19)
    if given.mark:
        modules()
    began = time.monotonic()
    print("deriving the landscapes ...", flush=True)
    wanted = jobs(given.opening)
    for done, _ in enumerate(compiled.prewarm(wanted), start=1):
        if sys.stdout.isatty() or done == len(wanted):
            print(f"\rcompiled {done} of {len(wanted)} kernels, {time.monotonic() - began:.0f} s", end="", flush=True)
    print("\ncompiling the softened surfaces and the networks' slopes ...", flush=True)
    loops(given.opening)
    if given.mark:
        given.mark.touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
