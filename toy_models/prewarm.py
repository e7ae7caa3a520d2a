"""Compile every method on every landscape ahead of time: `python -m toy_models.prewarm`.

What is compiled is kept in the cache folder (`toy_kernels.cache`), so that the first picture of a later start need not wait.
"""

import sys
import time

from toy_kernels import compiled
from toy_models import data, dynamics, landscapes, networks, noises, plane, surfaces
from toy_models.train import train


def jobs():
    """[(step, formula, carries, tilt, watched)]: each pair unwatched and watched, and the first landscape under every noise law."""
    found = []
    for place in landscapes.names():
        formula = landscapes.get(place).text
        for method in map(dynamics.get, dynamics.names()):
            found += [(method.step, formula, method.CARRIES, "none", watched) for watched in (False, True)]
            if place == landscapes.names()[0]:
                found += [(method.step, formula, method.CARRIES, noises.get(law).text, False) for law in noises.names()]
    return found


def loops():
    """Touch what is compiled once for all: the softened surfaces, and every network under every method."""
    first = landscapes.get(landscapes.names()[0])
    for kind in surfaces.names():
        for temperature in (1.0, 0.0):  # a cold one may run another loop than a warm one
            given = {parameter.name: parameter.default for parameter in surfaces.get(kind).ARGUMENTS}
            if "temperature" in given:
                given["temperature"] = temperature
            surfaces.smooth(first, kind, shape=(64, 64), **given)
    for method in map(dynamics.get, dynamics.names()):
        for network in networks.names():
            train(network, method.key, steps=1)
    network, digits = networks.get(networks.names()[0]), data.mnist(1000, 500).test
    start = network.start()
    network.judge(digits).logits(start[0])
    plane.slice_loss(network, digits, plane.main_plane(start), ((0, 1), (0, 1)), (2, 2))


def main():
    """Derive, compile, and say how far it is."""
    began = time.monotonic()
    print("deriving the landscapes ...", flush=True)
    wanted = jobs()
    for done, _ in enumerate(compiled.prewarm(wanted), start=1):
        if sys.stdout.isatty() or done == len(wanted):
            print(f"\rcompiled {done} of {len(wanted)} kernels, {time.monotonic() - began:.0f} s", end="", flush=True)
    print("\ncompiling the softened surfaces and the networks' slopes ...", flush=True)
    loops()
    return 0


if __name__ == "__main__":
    sys.exit(main())
