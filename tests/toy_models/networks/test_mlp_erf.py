"""The network of erf units: means of noisy thresholds, odd, and trained by its own text."""

import numpy as np

import toy_models as tm

NET, DATA = tm.networks.get("mlp_erf"), tm.data.mnist(20, 20)


def test_a_unit_is_the_mean_of_a_noisy_threshold():
    """E sign(u + n) with n ~ N(0, ½), over 200,000 draws: within 4 standard errors, (1 - erf²)^½ / 447 each."""
    x, images = NET.start(0, 1).astype(float), DATA.train.brightness().astype(float)
    blocks = NET.unflatten(x)
    driven = (images @ blocks.W1[0] + blocks.b1[0])[:4, :5]
    noise = np.random.default_rng(0).normal(size=(200_000, 1, 1)) * 0.5**0.5
    found, unit = np.sign(driven + noise).mean(axis=0), NET.hidden(x, images)[0, :4, :5]
    assert (np.abs(found - unit) <= 4 * np.sqrt((1 - unit**2) / 200_000) + 1e-12).all()


def test_a_unit_turned_in_sign_before_and_after_is_the_same():
    x, images = NET.start(0, 1).astype(float) + 0.01, DATA.train.brightness().astype(float)
    twin = x.copy()
    blocks = NET.unflatten(twin)
    for block in (blocks.W1[..., 3], blocks.b1[..., 3], blocks.W2[:, 3]):
        block *= -1
    assert np.abs(NET.logits(x, images) - NET.logits(twin, images)).max() < 1e-12


def test_its_own_text_is_trained():
    assert not NET.compiled
