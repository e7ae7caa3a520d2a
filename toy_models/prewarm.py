"""Compile every method on every landscape ahead of time: `python -m toy_models.prewarm`.

What is compiled is kept in the cache folder (`kernels.cache`), so that the first picture of a later start need not wait.
"""

import sys
import time

from kernels import compiled
from toy_models import dynamics, landscapes


def jobs():
    """[(step, formula, carries, tilt, watched)]: each pair unwatched and watched, and the first landscape with gradient noise."""
    found = []
    for place in landscapes.names():
        formula = landscapes.get(place).text
        for method in map(dynamics.get, dynamics.names()):
            found += [(method.step, formula, method.CARRIES, "none", watched) for watched in (False, True)]
            if place == landscapes.names()[0]:
                found.append((method.step, formula, method.CARRIES, "isotropic", False))
    return found


def main():
    """Derive, compile, and say how far it is."""
    began = time.monotonic()
    print("deriving the landscapes ...", flush=True)
    wanted = jobs()
    for done, _ in enumerate(compiled.prewarm(wanted), start=1):
        print(f"\rcompiled {done} of {len(wanted)} kernels, {time.monotonic() - began:.0f} s", end="", flush=True)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
