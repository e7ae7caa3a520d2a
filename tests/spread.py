"""Which pairs of a method and something else a test runs where all of them would take too long."""

import os

from toy_models import dynamics


def spread(others, each=2, runner=None):
    """[(method, other)] for the methods that run on a runner, or all.

    The first family with each of the others, every other method with `each` of them, in turn, so that with enough methods each of
    the others meets several.
    """
    names = dynamics.names() if runner is None else dynamics.that_run_on(runner)
    first, others = dynamics.foundations(), list(others)
    found = [(key, other) for key in names if key in first for other in others]
    for i, key in enumerate(key for key in names if key not in first):
        found += [(key, others[(i * each + j) % len(others)]) for j in range(min(each, len(others)))]
    return found


def triples(methods, places, laws):
    """[(method, landscape, noise law)]: every method with every law on a landscape, in turn, so that every law meets every
    landscape; with WIDE_VALLEYS_EVERY_TRIPLE set, on all of them, which compiles for most of an hour.
    """
    every = range(len(places)) if os.environ.get("WIDE_VALLEYS_EVERY_TRIPLE") else (0,)
    return [(key, places[(i + 2 * j + k) % len(places)], law)
            for i, key in enumerate(methods) for j, law in enumerate(laws) for k in every]
