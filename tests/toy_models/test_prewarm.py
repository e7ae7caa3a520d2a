"""Prewarming names every pair there is."""

from toy_kernels import compiled
from toy_models import dynamics, landscapes, noises, prewarm


def test_every_method_is_compiled_on_every_landscape_watched_and_unwatched():
    wanted = prewarm.jobs()
    for place in landscapes.names():
        for key in dynamics.names():
            method = dynamics.get(key)
            for watched in (False, True):
                assert (method.step, landscapes.get(place).text, method.CARRIES, "none", watched) in wanted
    for law in map(noises.get, noises.names()):
        assert (method.step, landscapes.get(landscapes.names()[0]).text, method.CARRIES, law.text, False) in wanted
    assert len(set(wanted)) == len(wanted)


def test_it_counts_to_the_end(capsys, monkeypatch):
    asked = []
    monkeypatch.setattr(prewarm, "loops", lambda: asked.append("loops"))
    monkeypatch.setattr(compiled, "prewarm", lambda jobs: iter(asked.extend(jobs) or [None] * len(asked)))
    assert prewarm.main() == 0
    assert asked == [*prewarm.jobs(), "loops"]
    assert f"compiled {len(asked) - 1} of {len(asked) - 1} kernels" in capsys.readouterr().out
