"""Langevin dynamics against the laws of its equilibrium, with the heat that a finite step adds."""

import numpy as np
import pytest

import toy_models as tm

ENERGIES = [name for name in tm.landscapes.names() if tm.landscapes.get(name).conservative]
CONFINING = [name for name in ENERGIES if tm.landscapes.get(name).confining]
OPEN = [name for name in ENERGIES if not tm.landscapes.get(name).confining]
CHAINS = 80_000


@pytest.mark.parametrize(("curvature", "step_size", "temperature", "steps"),
                         [(3.0, 0.3, 0.7, 20), (2.0, 0.05, 0.3, 120), (1.0, 1.5, 1.0, 30)])
def test_on_a_quadratic_its_law_is_known_at_any_step(trajectory, quadratic, curvature, step_size, temperature, steps):
    """With r = 1 - ηλ: mean r^t x, variance T / (λ(1 - ηλ/2)), correlation r^k. Eighty thousand chains: 4√(2/n) = 2 % for a
    variance, 4/√n = 0.014 for a correlation. The start is forgotten to r^(2t) < 1e-5.
    """
    x = trajectory("langevin", quadratic(curvature), np.full(CHAINS, 2.0), steps, step_size=step_size,
                   temperature=temperature)[:, 0]
    r, variance = 1 - step_size * curvature, temperature / (curvature * (1 - step_size * curvature / 2))
    for t in (1, 3, steps):
        assert x[t].mean() == pytest.approx(2 * r**t, abs=4 * (variance / CHAINS) ** 0.5)
    assert x[-1].var() == pytest.approx(variance, rel=4 * (2 / CHAINS) ** 0.5)
    for lag in (1, 2, 5):
        assert np.corrcoef(x[-1], x[-1 - lag])[0, 1] == pytest.approx(r**lag, abs=4 / CHAINS**0.5)


def test_two_coordinates_are_shaken_independently(trajectory, quadratic):
    x = trajectory("langevin", quadratic([1.0, 1.0]), np.zeros((CHAINS, 2)), 10, step_size=0.5)
    assert np.corrcoef(x[-1].T)[0, 1] == pytest.approx(0, abs=4 / CHAINS**0.5)


def equilibrium(landscape, replicas):
    """(T, points drawn from exp(-f/T), their exact mean, the exact E x·∇f), all from one fine grid.

    The grid is four times as wide as the picture, and T is such that its edge lies 16 T up: beyond it is 1e-6 of the law.
    """
    extent = [(2.5 * low - 1.5 * high, 2.5 * high - 1.5 * low) for low, high in landscape.extent]
    gx, gy, points = landscape.grid((1500, 1500), extent)
    energy = landscape.energy(points)
    edge = min(energy[0].min(), energy[-1].min(), energy[:, 0].min(), energy[:, -1].min())
    temperature = min(1.0, (edge - energy.min()) / 16)
    weight = np.exp(-(energy - energy.min()) / temperature)
    weight /= weight.sum()
    rng = np.random.default_rng(0)
    cells = np.searchsorted(weight.ravel().cumsum(), rng.random(replicas) * (1 - 1e-12))
    drawn = points.reshape(-1, 2)[cells] + [gx[1] - gx[0], gy[1] - gy[0]] * (rng.random((replicas, 2)) - 0.5)
    virial = ((points * landscape.gradient(points)).sum(-1) * weight).sum()
    return temperature, drawn, (points * weight[..., None]).sum((0, 1)), virial


@pytest.mark.slow
@pytest.mark.parametrize("name", CONFINING)
def test_it_keeps_the_gibbs_law_of_every_landscape(name):
    """E (x - c)·∇f = 2T for any fixed c; at a finite step 2T + (η/2) E |∇f|², exactly, from |x⁺ - c|² having one mean.

    Started from the exact law, so that no crossing of barriers is waited for. The identity on the grid itself is exact but
    for the edge. 20,000 replicas; four standard errors, and the start's relaxation over K = 200 steps, 1/2K.
    """
    landscape = tm.landscapes.get(name)
    temperature, start, centre, virial = equilibrium(landscape, 20_000)
    assert virial == pytest.approx(2 * temperature, rel=1e-5)
    stiffest = np.quantile(np.abs(np.linalg.eigvalsh(landscape.hessian(start[:2000]))).max(-1), 0.99)
    run = tm.simulate(landscape, "langevin", start=start, replicas=len(start), steps=200, record_every=5, device="reference",
                      parameters={"step_size": 0.1 / stiffest, "temperature": temperature})
    gradient = landscape.gradient(run.x[1:])
    pull = ((run.x[1:] - centre) * gradient).sum(-1) - 0.05 / stiffest * (gradient**2).sum(-1)
    each = pull.mean(0) / (2 * temperature)
    assert each.mean() == pytest.approx(1, abs=4 * each.std() / len(each) ** 0.5 + 1 / 400)


@pytest.mark.parametrize("name", OPEN)
def test_where_no_gibbs_law_exists_what_is_missing_is_growth(name):
    """½ d/dt E |x|² = 2T - E x·∇f + (η/2) E |∇f|²: with nothing to hold it, the left side does not vanish."""
    landscape, temperature, step_size, steps, replicas = tm.landscapes.get(name), 0.02, 0.01, 100, 20_000
    run = tm.simulate(landscape, "langevin", start=landscape.start, replicas=replicas, steps=steps, device="reference",
                      parameters={"step_size": step_size, "temperature": temperature})
    gradient = landscape.gradient(run.x[:-1])
    pull = ((run.x[:-1] * gradient).sum(-1) - step_size / 2 * (gradient**2).sum(-1)).mean(0)
    growth = ((run.x[-1] ** 2).sum(-1) - (run.x[0] ** 2).sum(-1)) / (2 * step_size * steps)
    each = (pull + growth) / (2 * temperature)
    assert each.mean() == pytest.approx(1, abs=4 * each.std() / replicas**0.5)


@pytest.mark.parametrize("height", [0.0, 0.7, 1.5])
def test_along_the_ravine_only_the_walk_across_is_in_equilibrium(height):
    """exp(-f/T) cannot be normalised over y, but at each y it can over x: E [x ∂f/∂x | y] = T, that is Var x = T/(1 + y²).

    y wanders slowly, which changes E x² at a rate of at most 3T²: 1.5 T = 0.75 % of T here, next to four standard errors.
    """
    landscape, temperature, step_size, replicas = tm.landscapes.get("ravine"), 0.005, 0.02, 20_000
    across = np.random.default_rng(1).normal(size=replicas) * (temperature / (1 + height**2)) ** 0.5
    run = tm.simulate(landscape, "langevin", start=np.stack([across, np.full(replicas, height)], axis=1), replicas=replicas,
                      steps=200,
                      record_every=5, device="reference", parameters={"step_size": step_size, "temperature": temperature})
    slope = landscape.gradient(run.x[1:])[..., 0]
    each = (run.x[1:, :, 0] * slope - step_size / 2 * slope**2).mean(0) / temperature
    assert each.mean() == pytest.approx(1, abs=4 * each.std() / replicas**0.5 + 0.0075)


@pytest.mark.slow
@pytest.mark.parametrize(("step_size", "right"), [(0.01, 0.5142), (0.005, 0.5068)])
def test_a_finite_step_pushes_the_canyons_crowd_to_the_wide_side(step_size, right):
    """A step heats the walls, Var y = T / (ω(1 - ηω/2)), so x feels V + (T/2) log(ω / (1 - ηω/2)), not V + (T/2) log ω.

    At T = 0.1 the exact law has one half on each side; the step's own law, from which this starts, has a little more on the
    right, and keeps it over 60 units of time, in which a half would have been refilled by e^-1.8. 4√(¼/50,000) = 0.009.
    """
    temperature, replicas, rng = 0.1, 50_000, np.random.default_rng(2)
    x = np.linspace(-2.2, 2.2, 20_001)
    wall = 10 * np.exp(-x)
    stretched = wall / (1 - step_size * wall / 2)
    weight = np.exp(-(0.25 * (x**2 - 1) ** 2 + 0.05 * x) / temperature) / stretched**0.5
    assert weight[x > 0].sum() / weight.sum() == pytest.approx(right, abs=1e-3)
    cells = np.searchsorted(weight.cumsum() / weight.sum(), rng.random(replicas) * (1 - 1e-12))
    start = np.stack([x[cells], rng.normal(size=replicas) * (temperature / stretched[cells]) ** 0.5], axis=1)
    steps = int(60 / step_size)
    run = tm.simulate("canyon", "langevin", start=start, replicas=replicas, steps=steps, record_every=steps,
                      parameters={"step_size": step_size, "temperature": temperature})
    assert (run.x[-1, :, 0] > 0).mean() == pytest.approx(weight[x > 0].sum() / weight.sum(), abs=4 * (0.25 / replicas) ** 0.5)


def test_without_heat_it_is_sgd_to_the_bit(trajectory, quadratic):
    objective = quadratic([1.0, 7.0, 0.3], gradient_noise=0.5)
    got, expected = (trajectory(key, objective, [1.0, -2.0, 3.0], 50, **values)
                     for key, values in (("langevin", {"temperature": 0.0}), ("sgd", {})))
    assert np.array_equal(got, expected)


def test_the_preset_cold_has_a_tenth_of_the_heat(trajectory, quadratic, four_errors):
    """On a bowl the variance is proportional to T at all times: ten times less than with the defaults; a ratio's counts twice."""
    method, chains = tm.dynamics.get("langevin"), 200_000
    spread = [trajectory("langevin", quadratic(50.0), np.zeros(chains), 5, **method.parameters(preset).as_dict())[-1].var()
              for preset in ("canonical", "cold")]
    assert spread[0] / spread[1] == pytest.approx(10, rel=four_errors(chains / 2))


def test_on_a_network_the_preset_cold_is_colder_than_the_default_and_learns_more():
    run = {preset: tm.train("mlp", "langevin", data=tm.data.mnist(2000, 500), evaluations=2000, replicas=2, parameters=preset,
                            record_every=10**6) for preset in ("canonical", "cold")}
    cold, canonical = (run[name].about["groups"][0]["segments"][0][1]["temperature"] for name in ("cold", "canonical"))
    assert cold == pytest.approx(canonical / 10)
    assert (run["cold"].train_loss[-1] < run["canonical"].train_loss[-1]).all()
