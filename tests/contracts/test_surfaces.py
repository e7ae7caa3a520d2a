"""What every file in `surfaces/` promises. The folder is the list: a new file is tested by being there."""

import ast
import inspect
import math
import pickle
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import toy_models as tm
from toy_models import contract, surfaces
from toy_models.catalogue import Catalogue

ENERGIES = [name for name in tm.landscapes.names() if tm.landscapes.get(name).conservative]
FOLDER = Path(surfaces.__file__).parent
ROOT = FOLDER.parents[1]
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
TWO, DIMPLE = tm.landscapes.get("two_gaussians"), tm.landscapes.get("dimple")
SHAPE = (59, 67)
USUAL = {"scope": 5.0, "temperature": 0.1, "width": 0.3, "radius": 0.3}


def some(kind):
    """Usual arguments for a kind; for a name that is not usual, its default."""
    return {parameter.name: USUAL.get(parameter.name, parameter.default) for parameter in kind.ARGUMENTS}


def points(found):
    return np.stack(np.meshgrid(*found.grid), axis=-1)


def source(kind):
    return inspect.getsource(kind.module) if kind.key in NAMES else example()


def example():
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## A softened surface")[1]
    return re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]


def shown():
    """The kind that CONTRIBUTING.md shows, as a reader would write it down."""
    module = ModuleType("cross")
    exec(example(), module.__dict__)
    return surfaces.Kind("cross", module)


@pytest.fixture(params=[*NAMES, "CONTRIBUTING.md"])
def kind(request, monkeypatch):
    """One kind after the other, and the one that CONTRIBUTING.md shows, planted."""
    if request.param in NAMES:
        return surfaces.get(request.param)
    kind, get = shown(), surfaces.get
    monkeypatch.setattr(surfaces, "get", lambda name: kind if name == kind.key else get(name))
    return kind


# What a file says.

def test_the_catalogue_is_the_folder():
    assert sorted(surfaces.names()) == NAMES
    assert len(NAMES) >= 5
    kinds = [surfaces.get(name) for name in NAMES]
    assert len({kind.ORDER for kind in kinds}) == len({kind.NAME for kind in kinds}) == len(NAMES)


def test_names_stand_in_the_order_of_the_contract(kind):
    stated = contract.__doc__.split("Surfaces, each")[1].split("Noise laws, each")[0]
    body = ast.parse(source(kind)).body
    found, names = [node.targets[0].id for node in body if isinstance(node, ast.Assign)], re.findall(r"`([A-Z]+)`", stated)
    assert [name for name in found if name in names] == names
    functions = {node.name: [a.arg for a in node.args.args] for node in body if isinstance(node, ast.FunctionDef)}
    assert functions == {name: words.split(", ") for name, words in re.findall(r"^    (\w+)\(([^)]+)\) ->", stated, re.MULTILINE)}


def test_the_docstring_holds_an_equation_a_source_and_what_to_look_for(kind):
    text = kind.module.__doc__
    assert "x) = " in text
    assert re.search(r"\b(19|20)\d\d\b|arXiv \d{4}\.\d{5}|^Ours\.", text, re.MULTILINE)
    assert "Look for:" in text


def test_a_mirrored_test_stands(kind):
    assert kind.key not in NAMES or (ROOT / "tests" / "toy_models" / "surfaces" / f"test_{kind.key}.py").is_file()


def test_each_flow_is_solved_by_one_kind():
    solved = [surfaces.get(name).FLOW for name in NAMES]
    assert sorted(flow for flow in solved if flow is not None) == sorted(tm.flows.KINDS)


def test_its_reach_is_a_size_on_the_map(kind):
    reach = kind.reach(TWO, **some(kind))
    assert reach.outline in ("disc", "square")
    assert 0 < reach.size < math.inf
    assert any(parameter.symbol in reach.text for parameter in kind.ARGUMENTS)


@pytest.mark.parametrize("missing", surfaces.SAYS)
def test_a_file_that_lacks_a_part_is_refused_by_name(missing):
    module = ModuleType("planted", "…")
    text = (FOLDER / "box.py").read_text(encoding="utf-8")
    exec(re.sub(rf"^(def )?{missing}\b", r"\1other", text, flags=re.MULTILINE), module.__dict__)
    with pytest.raises(TypeError, match=f"'planted' lacks {missing}"):
        surfaces.Kind("planted", module)


def test_the_shown_kind_does_what_it_says():
    ripples = tm.landscapes.from_formula("cos(pi*x/0.6)"), tm.landscapes.from_formula("cos(pi*x/0.6)*cos(pi*y/0.6)")
    gx, gy = ripples[0].grid(SHAPE)[:2]
    kind = shown()
    found = [kind.values(f, gx, gy, kind.checked({"width": 0.6})) for f in ripples]
    assert found[0] == pytest.approx(np.zeros(SHAPE), abs=1e-12)
    assert found[1] == pytest.approx(-ripples[1].heights(gx, gy), abs=1e-12)


def test_a_planted_kind_without_reach_is_caught(tmp_path, monkeypatch):
    """In a folder of its own, found as ours are: `get` refuses it, and with it every test of this file that is given it."""
    folder = tmp_path / "planted_surfaces"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    whole = (FOLDER / "box.py").read_text(encoding="utf-8")
    (folder / "whole.py").write_text(whole)
    (folder / "short.py").write_text(whole[: whole.index("def reach")])
    monkeypatch.syspath_prepend(str(tmp_path))
    planted = Catalogue(folder.name, [str(folder)], "kind", surfaces.Kind, surfaces.Kind)
    assert planted.names() == ["short", "whole"]
    assert planted.get("whole").reach(TWO, width=0.3).size == 0.3
    with pytest.raises(TypeError, match="'short' lacks reach"):
        planted.get("short")


def test_nobody_else_knows_a_kind_by_name():
    """A method's file names the kind that it descends, an exercise the method; and formulas have a max."""
    others, formulas = ("dynamics", "exercises", "surfaces"), ("tokens", "reading", "meanings", "step_hints")
    named = re.compile(rf"""["']({'|'.join(NAMES)})["']""")
    for path in (path for package in ("toy_models", "toy_kernels", "widgets") for path in (ROOT / package).rglob("*.py")):
        if path.parent.name not in others and path.stem not in formulas:
            assert not named.search(path.read_text(encoding="utf-8")), path


# What a surface is.

def test_its_slope_is_the_slope_of_its_values(kind):
    """Differences of two widths on a small map about each place bound their own error."""
    for x in ([-1.2, 0.3], [0.4, 0.2], [1.1, -0.4]):
        def slope(h):
            extent = [(c - h, c + h) for c in x]  # noqa: B023 - used within the turn
            v = tm.landscapes.smooth(TWO, kind.key, (3, 3), extent, **some(kind)).values
            return np.array([v[1, 2] - v[1, 0], v[2, 1] - v[0, 1]]) / (2 * h)

        wide, narrow = slope(0.04), slope(0.02)
        found = tm.landscapes.smooth(TWO, kind.key, SHAPE, **some(kind)).gradient(x)
        assert np.abs(found - narrow).max() <= np.abs(wide - narrow).max() + 1e-3 * np.linalg.norm(found)


def test_slopes_follow_the_points_and_reach_beyond_the_map(kind):
    found = tm.landscapes.smooth(DIMPLE, kind.key, SHAPE, **some(kind))
    x = np.random.default_rng(0).uniform(-4, 4, (2, 3, 2))
    together = found.gradient(x)
    assert together.shape == (2, 3, 2)
    assert np.isfinite(together).all()
    assert found.gradient(x[1, 2]) == pytest.approx(together[1, 2], rel=1e-6, abs=1e-9)
    assert np.isnan(found.gradient([np.nan, 0.0])).all()
    with pytest.raises(tm.InvalidArgument, match="x ="):
        found.gradient([1.0, 2.0, 3.0])


def test_nothing_averaged_is_the_landscape_itself(kind):
    """At the ends of the ranges; a spring of γ = 1e6 leaves |∇f|² / 2γ. Mending between nodes leaves 1e-3 of the heights."""
    least = {p.name: p.high if p.name == "scope" else p.low for p in kind.ARGUMENTS}
    found = tm.landscapes.smooth("dimple", kind.key, SHAPE, **least)
    x, range_ = points(found), DIMPLE.height_range[1] - DIMPLE.height_range[0]
    bound = (DIMPLE.gradient(x) ** 2).sum(-1) / 2e6 + (1e-3 * range_ if "scope" in least and kind.key else 0)
    assert (np.abs(found.values - DIMPLE.energy(x)) <= bound).all()


def test_a_close_look_shows_the_same_surface(kind):
    """A quarter of the map by itself, with its own nodes, against the map: within 1e-3 of the heights."""
    whole = tm.landscapes.smooth(DIMPLE, kind.key, (81, 81), **some(kind))
    (xmin, xmax), (ymin, ymax) = DIMPLE.extent
    extent = ((xmin + (xmax - xmin) / 2, xmax), (ymin + (ymax - ymin) / 2, ymax))
    close = tm.landscapes.smooth(DIMPLE, kind.key, (41, 41), extent, **some(kind))
    assert close.values == pytest.approx(whole.values[40:, 40:], abs=1e-3 * 1.37)


@pytest.mark.parametrize("name", ENERGIES)
def test_every_landscape_has_every_surface(kind, name):
    found = tm.landscapes.smooth(name, kind.key, (24, 31), **some(kind))
    assert found.values.shape == (24, 31)
    assert [len(g) for g in found.grid] == [31, 24]
    assert np.isfinite(found.values).all()
    assert not found.values.flags.writeable
    assert (found.kind, dict(found.arguments)) == (kind.key, some(kind))
    low, high = np.array(tm.landscapes.get(name).extent).T
    assert ((low < found.minima) & (found.minima < high)).all()


def test_a_surface_crosses_to_another_process(kind):
    found = tm.landscapes.smooth(TWO, kind.key, (24, 31), **some(kind))
    slope = found.gradient(TWO.start)
    again = pickle.loads(pickle.dumps(found))
    assert (again.values == found.values).all()
    assert (again.arguments, again.kind, again.values.flags.writeable) == (found.arguments, found.kind, False)
    assert (again.gradient(TWO.start) == slope).all()


def test_where_the_energy_is_no_number_there_is_a_wall(kind):
    """A spring pulls back over the wall; whoever averages over it, or looks for the highest place, meets it."""
    half = tm.landscapes.from_formula("x*log(x) + y^2")
    values, gx = tm.landscapes.smooth(half, kind.key, (21, 61), **some(kind)).values, np.linspace(-3, 3, 61)
    assert np.isfinite(values[:, gx > 1.5]).all()
    beyond = values[:, gx < -0.5]
    assert np.isposinf(beyond).all() or (np.diff(beyond, axis=1) < 0).all()


@pytest.mark.parametrize(("arguments", "words"), [
    ({"kind": "soft"}, "one of local_entropy"), ({"kind": ["box"]}, "kind"), ({"kind": "box"}, "width"),
    ({"kind": "box", "radius": 1.0}, "radius"), ({"kind": "box", "width": -1.0}, "from 0 to"),
    ({"kind": "box", "width": math.nan}, "width"), ({"kind": "max", "radius": 1e300}, "radius"),
    ({"kind": "max", "radius": "0.1"}, "radius"), ({"kind": "moreau", "scope": 0.0}, "scope"),
    ({"kind": "heat", "scope": 1.0, "temperature": math.inf}, "temperature"), ({"kind": "max", "radius": True}, "radius"),
    ({"kind": "moreau", "scope": 1.0, "shape": (0, 5)}, "shape"), ({"kind": "moreau", "scope": 1.0, "shape": (10**6, 5)}, "shape"),
    ({"kind": "moreau", "scope": 1.0, "shape": "ab"}, "shape"), ({"kind": "moreau", "scope": 1.0, "shape": (5, 5.5)}, "shape"),
    ({"kind": "moreau", "scope": 1.0, "extent": ((0, 0), (0, 1))}, "extent"),
    ({"kind": "moreau", "scope": 1.0, "extent": ((0, math.nan), (0, 1))}, "extent"), ({"kind": "moreau", "scope": None}, "scope")])
def test_bad_input_is_named(arguments, words):
    with pytest.raises(tm.InvalidArgument, match=words):
        tm.landscapes.smooth(TWO, **arguments)


def test_an_unknown_landscape_is_named():
    with pytest.raises(tm.InvalidArgument, match="landscape = 'valley'"):
        tm.landscapes.smooth("valley", "box", width=1.0)
