"""What every field in `landscapes/` promises: a file that gives a force. The folder is the list."""

import pickle
import re
import sys
from pathlib import Path

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import lanes
from toy_kernels.threads import host
from toy_models import landscapes, surfaces
from toy_models.catalogue import Catalogue
from toy_models.landscape import Landscape

ROOT = Path(__file__).parents[2]
NAMES = [name for name in landscapes.names() if not landscapes.get(name).conservative]


def shown(folder, monkeypatch):
    """The field that CONTRIBUTING.md shows, as a reader would write it down, found in a folder as ours are."""
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## A field")[1]
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "shown.py").write_text(re.search(r"```python\n(.*?)```", section, re.DOTALL)[1])
    monkeypatch.syspath_prepend(str(folder.parent))
    for name in [name for name in sys.modules if name.split(".")[0] == folder.name]:
        monkeypatch.delitem(sys.modules, name)
    return Catalogue(folder.name, [str(folder)], "landscape", landscapes._wrap, Landscape)


@pytest.fixture(params=[*NAMES, "CONTRIBUTING.md"])
def known(request, tmp_path, monkeypatch):
    """(field, its module): one after the other, and the one that CONTRIBUTING.md shows, planted."""
    catalogue, name = (landscapes._catalogue, request.param) if request.param in NAMES else (
        shown(tmp_path / "shown_fields", monkeypatch), "shown")
    return catalogue.get(name), catalogue._modules[name]


@pytest.fixture
def field(known):
    return known[0]


def places(field, count, seed=0):
    """Points on the map."""
    low, high = np.array(field.extent).T
    return np.random.default_rng(seed).uniform(low, high, (count, 2))


def slopes(function, x, step=1e-5):
    """Central differences of a vector, ∂j Fi last: for numbers of size 1 good to 1e-16 / step + step²."""
    return np.stack([(function(x + e) - function(x - e)) / (2 * step) for e in step * np.eye(2)], axis=-1)


def test_there_is_one():
    assert NAMES


def test_the_derived_text_is_the_force_of_the_file(known):
    field, module = known
    x = places(field, 500)
    own = np.stack(module.force(x[:, 0], x[:, 1]), axis=-1)
    assert field.force(x) == pytest.approx(own, rel=1e-11, abs=1e-12)
    assert np.array_equal(field.gradient(x), -field.force(x))


def test_its_hessian_is_the_symmetric_part_and_there_is_another(field):
    """Were the rest nothing, the force would be a slope, and the file should give its energy."""
    x = places(field, 200)
    found = slopes(field.gradient, x)
    symmetric = (found + np.swapaxes(found, -1, -2)) / 2
    assert np.abs(field.hessian(x) - symmetric).max() < 1e-7 * (1 + np.abs(found).max())
    assert np.abs(found[:, 0, 1] - found[:, 1, 0]).max() > 0.01 * np.abs(found).max()


def test_the_stated_potential_is_the_law_at_rest(field):
    """Of dx = F dt + √2 dW: 0 = Δρ - ∇·(Fρ) for ρ = e^-Φ, that is -∇·F + F·∇Φ + |∇Φ|² - ΔΦ = 0, at every place."""
    if field.stationary is None:
        assert not len(field.minima)
        return
    x, at_rest = places(field, 500), field.stationary
    slope, terms = at_rest.gradient(x), []
    for hessian, sign in ((field.hessian(x), 1), (at_rest.hessian(x), -1)):
        terms.append(sign * np.trace(hessian, axis1=-2, axis2=-1))
    terms += [(field.force(x) * slope).sum(-1), (slope**2).sum(-1)]
    assert np.abs(sum(terms)).max() < 1e-11 * np.abs(terms).max()
    assert np.abs(at_rest.gradient(field.minima)).max(initial=0) < 1e-8


def test_what_needs_an_energy_says_that_there_is_none(field):
    run = tm.simulate(field, "langevin", steps=3, replicas=2)
    kinds = [lambda kind=kind: tm.landscapes.smooth(field, kind, **{a.name: a.default for a in surfaces.get(kind).ARGUMENTS})
             for kind in surfaces.names()]
    measures = [tm.measures.get(name) for name in tm.measures.names()]
    measured = [lambda one=one: one(field, np.zeros((1, 2))) for one in measures
                if one.form == "measure" and "landscape" in one.WORLDS]
    assert measured
    for ask in (*kinds, *measured, lambda: field.energy([0, 0]), lambda: field.heights([0], [0]), lambda: run.energy):
        with pytest.raises(tm.InvalidArgument, match="one with an energy"):
            ask()


def test_a_run_on_it_is_kept_and_read_without_an_energy(field, tmp_path):
    run = tm.simulate(field, "langevin", steps=20, replicas=5)
    assert run.basin.shape == run.x.shape[:2]
    assert "energy" not in run.to_dataframe()
    run.save(tmp_path / "run.npz")
    assert np.array_equal(tm.Trajectory.load(tmp_path / "run.npz").x, run.x)


def test_every_method_runs_on_it_and_every_runner_reads_the_same_text(field):
    """Threads have the lanes' bits; lanes lie within float32's rounding of the definition: 12 steps of points of size 2."""
    rows, start = np.arange(5), places(field, 5, 1) / 2
    for key in tm.dynamics.names():
        method = tm.dynamics.get(key)
        values = {p.name: p.default for p in method.PARAMETERS} | {"step_size": 0.02}
        run = tm.simulate(field, key, start=start, steps=12, replicas=5, seed=3, parameters=values)
        defined = tm.simulate(field, key, start=start, steps=12, replicas=5, seed=3, parameters=values, device="reference")
        assert run.diverged_at is None
        assert np.abs(run.x - defined.x).max() < 2e-4, key
    plan, how = [(12, tm.dynamics.get("sgd").parameters({"step_size": 0.02}).as_dict())], {"carries": ("velocity",)}
    by_lanes, by_threads = (runner.run(tm.dynamics.get("sgd").step, field.text, start, rows, 3, plan, 1, **how)[0]
                            for runner in (lanes, host))
    assert np.array_equal(by_lanes, by_threads)


def test_it_crosses_to_another_process(field):
    again, x = pickle.loads(pickle.dumps(field)), places(field, 9)
    assert np.array_equal(again.force(x), field.force(x))
    assert (again.stationary is None) == (field.stationary is None)


def test_its_streamlines_run_with_the_force_on_the_map(field):
    """The midpoint rule: each chord lies along the force at its middle, but for the bend within a step, a tenth of a radian."""
    low, high = np.array(field.extent).T
    assert len(field.streamlines) >= 10
    for line in field.streamlines:
        assert ((low <= line) & (line <= high)).all()
        chord, force = np.diff(line, axis=0), field.force((line[1:] + line[:-1]) / 2)
        cosine = (chord * force).sum(-1) / (np.linalg.norm(chord, axis=-1) * np.linalg.norm(force, axis=-1))
        assert np.median(cosine) > 0.999
        assert cosine[1:-1].min(initial=1) > 0.9
