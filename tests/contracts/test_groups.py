"""Methods whose replicas meet: all that the folder holds."""

import numpy as np
import pytest

from toy_models import dynamics

STEPS = 30


@pytest.mark.parametrize("key", [key for key in dynamics.names() if dynamics.get(key).text.group])
def test_the_members_of_a_group_are_alike(run, key):
    """Turned round by one place they end turned round; a mean in another order rounds three times more a step."""
    method = dynamics.get(key)
    size = method.group(method.defaults())
    turned = np.roll(np.arange(size), 1)
    (one, _), (other, _) = run(method, rows=range(size)), run(method, rows=turned)
    assert np.abs(other - one[:, turned]).max() < 3 * STEPS * np.finfo(float).eps * np.abs(one).max()
    alone, _ = run(method, {method.text.group: 1}, rows=range(size))
    assert np.abs(alone - one).max() > 1e-3, "they meet"
