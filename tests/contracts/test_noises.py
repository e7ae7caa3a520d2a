"""What every file in `noises/` promises. The folder is the list: a new file is tested by being there."""

import ast
import inspect
import pickle
import re
import sys
from pathlib import Path

import numpy as np
import pytest

import toy_models as tm
from tests.swayed import matrix
from toy_kernels import lanes
from toy_kernels.threads import host
from toy_models import contract, noises
from toy_models.catalogue import Catalogue
from toy_models.objective import LandscapeObjective

FOLDER = Path(noises.__file__).parent
ROOT = FOLDER.parents[1]
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
DRAWS, SIGMA = 200_000, 0.3
SADDLE = tm.landscapes.from_formula("x^2 - 3*y^2 + x*y")
HIMMELBLAU, START = tm.landscapes.get("himmelblau"), np.array([0.0867, 2.8843])


def planted(folder, monkeypatch, **files):
    """The catalogue of a folder of its own, found as ours is."""
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(str(folder.parent))
    for name in [name for name in sys.modules if name.split(".")[0] == folder.name]:
        monkeypatch.delitem(sys.modules, name)
    return Catalogue(folder.name, [str(folder)], "gradient_noise_direction", noises.Law, noises.Law)


def example():
    """The law that CONTRIBUTING.md shows, as a reader would write it down."""
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## A noise law")[1]
    return re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]


@pytest.fixture(params=[*NAMES, "CONTRIBUTING.md"])
def law(request, tmp_path, monkeypatch):
    """One law after the other, and the one that CONTRIBUTING.md shows, planted."""
    if request.param in NAMES:
        return noises.get(request.param)
    return planted(tmp_path / "shown_noises", monkeypatch, stripes=example()).get("stripes")


def with_hessian(a, b, d):
    return tm.landscapes.from_formula(f"{float(a / 2)!r}*x^2 + ({float(b)!r})*x*y + ({float(d / 2)!r})*y^2")


# What a file says.

def test_the_catalogue_is_the_folder():
    assert sorted(noises.names()) == NAMES
    assert len(NAMES) >= 5
    laws = [noises.get(name) for name in NAMES]
    assert len({law.ORDER for law in laws}) == len({law.NAME for law in laws}) == len(NAMES)
    assert noises.names()[0] == noises.FIRST


def test_names_stand_in_the_order_of_the_contract(law):
    stated = contract.__doc__.split("Noise laws")[1].split("\n\n")[0]
    body = ast.parse(inspect.getsource(law.module)).body
    found, names = [node.targets[0].id for node in body if isinstance(node, ast.Assign)], re.findall(r"`([A-Z]+)`", stated)
    assert [name for name in found if name in names] == names
    assert [node.name for node in body if isinstance(node, ast.FunctionDef)] in (["tilt"], ["tilt", "sway"])


def test_the_docstring_holds_an_equation_a_source_and_what_to_look_for(law):
    text = law.module.__doc__
    assert re.search(r"^    A (A )?= ", text, re.MULTILINE)
    assert "E tilt tiltᵀ = " in text
    assert re.search(r"arXiv \d{4}\.\d{5}|^Ours\b", text, re.MULTILINE)
    assert "Look for:" in text


def test_a_mirrored_test_stands(law):
    assert law.key not in NAMES or (ROOT / "tests" / "toy_models" / "noises" / f"test_{law.key}.py").is_file()


@pytest.mark.parametrize("missing", ["NAME", "tilt"])
def test_a_file_that_lacks_a_part_is_refused_by_name(missing, tmp_path, monkeypatch):
    """In a folder of its own, found as ours are; the rest of the folder works."""
    whole = (FOLDER / "hessian.py").read_text(encoding="utf-8")
    short = re.sub(rf"^(def )?{missing}\b", r"\1other", whole, flags=re.MULTILINE)
    folder = planted(tmp_path / f"lacks_{missing.lower()}", monkeypatch, short=short, whole=whole)
    assert folder.get("whole").needs == "here"
    with pytest.raises(TypeError, match=f"'short' lacks {missing}"):
        folder.get("short")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_without_a_docstring_is_refused(name, tmp_path, monkeypatch):
    bare = (FOLDER / f"{name}.py").read_text(encoding="utf-8").split('"""', 2)[2]
    with pytest.raises(TypeError, match="'bare' lacks a docstring"):
        planted(tmp_path / f"bare_{name}", monkeypatch, bare=bare).get("bare")


def test_a_tilt_of_other_things_is_refused(tmp_path, monkeypatch):
    other = example().replace("tilt(u, v)", "tilt(x, y, u, v)")
    folder = planted(tmp_path / "other_noises", monkeypatch, other=other)
    with pytest.raises(TypeError, match="'other': tilt takes u, v"):
        folder.get("other")


def test_nobody_else_knows_a_law_by_name():
    """But an exercise, the one it is checked under. Formulas have a function `hessian`, named in the files that read them."""
    named = re.compile(rf"""["']({'|'.join(NAMES)})["']""")
    formulas = ("lane_values", "kinks", "symbolic", "formula")
    paths = [path for package in ("toy_models", "toy_kernels", "widgets") for path in (ROOT / package).rglob("*")]
    for path in paths:
        if path.suffix in (".py", ".js") and path.parent.name not in ("noises", "exercises"):
            found = set(named.findall(path.read_text(encoding="utf-8")))
            assert found <= ({"hessian"} if path.stem in formulas else set()), path


# What a law is.

def test_the_tilt_has_the_covariance_that_its_file_states(law):
    """Many draws at one place: entry ij of a covariance of n normals has standard error √((Cᵢᵢ Cⱼⱼ + Cᵢⱼ²) / n)."""
    x, start = np.tile([1.0, -2.0], (DRAWS, 1)), np.tile(START, (DRAWS, 1))
    objective = LandscapeObjective(HIMMELBLAU, range(DRAWS), 1, SIGMA, law, start)
    sample = objective.gradient(x, objective.minibatch()) - HIMMELBLAU.gradient(x)
    expected = law.covariance(HIMMELBLAU, x[0], SIGMA, START)
    error = np.sqrt((np.outer(np.diag(expected), np.diag(expected)) + expected**2) / DRAWS)
    assert (np.abs(np.cov(sample.T) - expected) <= 4 * error + 1e-12).all()
    assert (np.abs(sample.mean(0)) <= 4 * np.sqrt(np.diag(expected) / DRAWS) + 1e-12).all()
    assert np.trace(np.cov(sample.T)) == pytest.approx(2 * SIGMA**2, rel=0.01)


def test_the_trace_is_the_same_at_any_hessian(law):
    """2σ², for curvatures from 1e-3 to 1e3 of either sign, for equal ones and for one that is exactly flat."""
    random = np.random.default_rng(0)
    curved = random.choice([-1, 1], (40, 3)) * 10.0 ** random.uniform(-3, 3, (40, 3))
    for a, b, d in [*curved, (2, 0, 2), (1, 0, -1), (0, 1, 0), (5, 0, 0), (1, 1, 1)]:
        found = law.covariance(with_hessian(a, b, d), [0.3, 0.4], SIGMA, start=np.array([0.1, -0.2]))
        assert np.trace(found) == pytest.approx(2 * SIGMA**2, rel=1e-9)
        assert (np.linalg.eigvalsh(found) > -1e-12).all()


def test_on_a_network_its_covariance_has_the_trace_of_the_single_images(law):
    """Exactly: the sway is linear, so A is known from the unit draws."""
    if law.sways is None:
        assert law.draws is None
        return
    root, exact = matrix(law)
    assert np.trace(root @ root.T) == pytest.approx(np.trace(exact), rel=1e-10)


@pytest.mark.parametrize("name", [name for name in NAMES if noises.get(name).sways])
def test_on_a_network_a_run_takes_it_in_the_place_of_minibatches(name):
    """A run with it is another than without, the same again, and says so; rows do not depend on each other."""
    data = tm.data.mnist(60, 20)
    runs = [tm.train("softmax_regression", "sgd", data, steps=3, replicas=count, batch_size=4, record_every=1,
                     gradient_noise_direction=name) for count in (2, 1)]
    plain = tm.train("softmax_regression", "sgd", data, steps=3, replicas=1, batch_size=4, record_every=1)
    assert np.array_equal(runs[0].x[:, :1], runs[1].x)
    assert not np.array_equal(runs[1].x, plain.x)
    assert runs[0].about["direction"] == name
    assert "direction" not in plain.about


def test_what_a_law_cannot_say_or_a_device_not_run_is_refused(monkeypatch):
    with pytest.raises(tm.InvalidArgument, match="auto or cpu"):
        tm.train("softmax_regression", "sgd", tm.data.mnist(60, 20), steps=1, device="torch", gradient_noise_direction=NAMES[0])
    with pytest.raises(tm.InvalidArgument, match="one of"):
        tm.train("softmax_regression", "sgd", tm.data.mnist(60, 20), steps=1, gradient_noise_direction="round")


def test_without_a_right_half_a_network_refuses_it(tmp_path, monkeypatch):
    law = planted(tmp_path / "halves", monkeypatch, stripes=re.split(r"\n\n\ndef sway", example())[0]).get("stripes")
    with pytest.raises(tm.InvalidArgument, match="on a network one of"):
        tm.train("softmax_regression", "sgd", tm.data.mnist(60, 20), steps=1, gradient_noise_direction=law)


def test_a_sway_of_other_things_is_refused(tmp_path, monkeypatch):
    other = example() + "\n\ndef sway(x, z):\n    return z\n"
    with pytest.raises(TypeError, match="'other': sway takes slopes"):
        planted(tmp_path / "other_sways", monkeypatch, other=other).get("other")


def test_the_tilt_is_linear_in_the_draws(law):
    random = np.random.default_rng(1)
    x, start, one, two = random.normal(size=(4, 50, 2))
    tilts = [law.tilts(HIMMELBLAU, x, z, start) for z in (one, two, 3 * one - two)]
    assert tilts[2] == pytest.approx(3 * tilts[0] - tilts[1], rel=1e-12, abs=1e-12)


def test_the_ellipse_has_the_shape_of_the_points(law):
    x = np.random.default_rng(2).normal(size=(3, 4, 2))
    found = law.covariance(HIMMELBLAU, x, SIGMA, start=np.broadcast_to(START, x.shape))
    assert found.shape == (3, 4, 2, 2)
    assert found[1, 2] == pytest.approx(law.covariance(HIMMELBLAU, x[1, 2], SIGMA, START))


def test_a_law_that_looks_back_needs_a_start(law):
    if law.needs == "start":
        with pytest.raises(tm.InvalidArgument, match="start"):
            law.covariance(HIMMELBLAU, [0.0, 0.0])
    else:
        assert np.isfinite(law.covariance(HIMMELBLAU, [0.0, 0.0])).all()
        assert law.needs in ("here", "landscape", None)


def test_every_runner_reads_the_same_text(law):
    """Threads have the lanes' bits; lanes are within float32's rounding of the definition: 12 steps of a point of length 2."""
    method, rows = tm.dynamics.get("sgd"), np.arange(5)
    start = SADDLE.start + 0.3 * np.stack([np.cos(rows), np.sin(rows)], axis=1)
    plan = [(12, method.parameters({"step_size": 0.02}).as_dict())]
    how = {"carries": method.CARRIES, "gradient_noise": SIGMA, "tilt": law.text}
    by_lanes, by_threads = (runner.run(method.step, SADDLE.text, start, rows, 3, plan, 1, **how)[0] for runner in (lanes, host))
    assert np.array_equal(by_lanes, by_threads)
    defined = tm.simulate(SADDLE, "sgd", start=start, steps=12, replicas=5, seed=3, parameters=plan[0][1], gradient_noise=SIGMA,
                          gradient_noise_direction=law, device="reference").x
    assert np.abs(by_lanes - defined).max() < 5e-5
    assert np.abs(by_lanes[-1] - by_lanes[0]).min() > 1e-4


def test_a_run_says_its_law_and_takes_it_by_name_or_as_it_is():
    for name in NAMES:
        runs = [tm.simulate("himmelblau", "sgd", steps=5, replicas=2, gradient_noise=SIGMA, gradient_noise_direction=law)
                for law in (name, noises.get(name))]
        assert runs[0].about == runs[1].about
        assert runs[0].about["direction"] == name
        assert np.array_equal(runs[0].x, runs[1].x)


@pytest.mark.parametrize("value", ["round", "", None, 1, ["hessian"]])
def test_an_unknown_law_is_refused_with_the_list(value):
    for ask in (tm.simulate, tm.microscope):
        with pytest.raises(tm.InvalidArgument, match=", ".join(noises.names())):
            ask("himmelblau", "sgd", gradient_noise_direction=value)


def test_a_law_crosses_to_another_process_and_says_what_it_is():
    for name in NAMES:
        law = noises.get(name)
        again = pickle.loads(pickle.dumps(law))
        assert (again.key, again.text, again.needs) == (name, law.text, law.needs)
        assert again == law
        assert repr(law) == f"<noise law {name}: {law.NAME}>"
