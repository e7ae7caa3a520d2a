"""Two steps are compared by their law: closed forms of it, what is told apart, and how seldom a right one is refused."""

import numpy as np
import pytest

from toy_models import dynamics, landscapes, step_law

BENCH = step_law.Bench({"double_well": ((0.4, -0.5),)}, 0.5)
LANGEVIN = dynamics.get("langevin"), {"step_size": 0.05, "temperature": 0.4}
TEXT = "g = objective.gradient(state.x, objective.minibatch())\nreturn State(x=state.x - p.step_size * g + {} * noise.normal())"
ROOT = "(2 * p.step_size * p.temperature) ** 0.5"


def written(shake, more=""):
    return dynamics.read(more + TEXT.format(shake)), LANGEVIN[1]


def test_one_step_is_seen_as_its_closed_form_says():
    """Mean x - ηg, covariance 2ηT + η²σ² each way: 4 standard errors."""
    seen = next(step_law.compare(LANGEVIN, LANGEVIN, BENCH))
    x, eta = np.array([0.4, -0.5]), 0.05
    exact = x - eta * landscapes.get("double_well").gradient(x)
    variance = 2 * eta * 0.4 + eta**2 * 0.5**2
    n = step_law.SAMPLE
    np.testing.assert_allclose(seen.mean, exact, rtol=0, atol=4 * (variance / n) ** 0.5)
    np.testing.assert_allclose(seen.covariance, variance * np.eye(2), rtol=0, atol=4 * variance * (2 / n) ** 0.5)
    assert seen.off == []
    assert (seen.error == 0).all(), "on the same numbers"


def test_a_spelling_is_one_to_rounding_and_a_percent_is_not_even_in_law():
    assert step_law.apart(written(ROOT), LANGEVIN, BENCH) == 0
    off = written(f"1.01 * {ROOT}")
    assert 0 < step_law.apart(off, LANGEVIN, BENCH) < 0.1
    assert not step_law.alike(off, LANGEVIN, BENCH), "texts that draw alike are told apart at any difference"


def test_other_numbers_of_the_same_law_are_one_and_a_tenth_more_of_heat_is_not():
    other = "unused = noise.normal()\n"
    assert step_law.apart(written(ROOT, other), LANGEVIN, BENCH) > 0.1
    assert step_law.alike(written(ROOT, other), LANGEVIN, BENCH)
    assert not step_law.alike(written(f"1.1 ** 0.5 * {ROOT}", other), LANGEVIN, BENCH)


def test_a_law_of_the_same_variance_and_other_tails_is_seen_in_its_shape_alone():
    uniform = dynamics.read(TEXT.format(f"3 ** 0.5 * {ROOT}").replace("normal", "uniform")), LANGEVIN[1]
    seen = next(step_law.compare(uniform, LANGEVIN, BENCH))
    assert seen.off == ["shape"]


def test_what_is_carried_wrongly_is_seen_only_later():
    sgd = dynamics.get("sgd"), {"step_size": 0.08, "momentum": 0.6}
    forgets = dynamics.read(TEXT.replace(" + {} * noise.normal()", "")), {"step_size": 0.08}
    first, later = step_law.compare(forgets, sgd, BENCH)
    assert (first.steps, first.off) == (1, [])
    assert (later.steps, later.off) == (step_law.STEPS, ["mean", "spread", "shape"])


def test_a_right_step_is_seldom_refused(monkeypatch):
    """Eight pairs of seeds: nine moments of 2 x 2 samples are off by 4 errors twice in less than one of 10⁷ pairs."""
    monkeypatch.setattr(step_law, "SAMPLE", 2048)
    for seed in range(20, 36, 2):
        monkeypatch.setattr(step_law, "SEEDS", (seed, seed + 1))
        assert step_law.alike(written(ROOT, "unused = noise.normal()\n"), LANGEVIN, BENCH)


@pytest.mark.parametrize("shake", ["1e30", "(state.x - state.x) / (state.x - state.x)"])
def test_a_step_that_leaves_is_off_and_no_error(shake):
    leaves = dynamics.read(TEXT.format(shake)), {"step_size": 0.05}
    assert not step_law.alike(leaves, LANGEVIN, BENCH)
