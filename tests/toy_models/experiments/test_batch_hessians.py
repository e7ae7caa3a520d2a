"""The curvature of batches grows as they are halved, and perturbation theory says by how much while that is little."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import hessian
from toy_models.experiments.batch_hessians import law
from toy_models.place import places


def ended(generator, least):
    """What a generator gives back, after so many pieces at least: it can be given up between them."""
    pieces = 0
    while True:
        try:
            pieces += next(generator) is None
        except StopIteration as end:
            assert pieces >= least
            return end.value


def test_the_law_is_that_of_the_hessians_of_single_digits():
    """4 x 4 pixels, 3 units: every Hessian is formed. All ways to leave 1 of 40 digits out are averaged exactly: B = 39."""
    network, digits = tm.networks.get("16-3-10 tanh"), tm.data.mnist(40, 1).pooled(7)
    x = tm.train(network, "sgd", data=digits, steps=300, batch_size=20, parameters={"step_size": 0.5}).x[-1, 0].astype(float)
    whole = hessian(network, x, digits.train)
    top, slope = ended(law(places(network, x[None], digits.train)[0], whole), least=2)
    assert top == pytest.approx(np.linalg.eigvalsh(whole)[-1])
    each = [np.linalg.eigvalsh(hessian(network, x, digits.train.some(np.arange(40) != left)))[-1] for left in range(40)]
    assert np.mean(each) - top == pytest.approx(slope * (1 / 39 - 1 / 40), rel=0.05), "third order is left out"
    assert slope > 0


@pytest.mark.slow
def test_halving_raises_it_and_the_law_holds_at_the_larger_batches():
    """Batches that are halves of each other are nested, so that convexity orders their means; Lanczos' residuals are small."""
    found = tm.experiments.batch_hessians(seeds=2)
    for places_, along in found.curves.values():
        assert places_.tolist() == [1000, 500, 250, 125, 62, 31, 16]
        assert (np.diff(along["curvature"][:4]) > -1e-6).all()
        assert (np.diff(along["bottom"][:4]) < 1e-3).all()
        rise, promised = (along[name][4:6] - along["curvature"][0] for name in ("curvature", "law"))
        assert np.allclose(rise, promised, rtol=0.35), "one partition is one draw"
