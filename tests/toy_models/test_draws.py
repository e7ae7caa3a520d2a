"""The probes of measures."""

import numpy as np

from toy_models.draws import Draws


def test_draws_are_functions_of_the_seed_alone_and_never_come_twice():
    a, b, other = (Draws(seed, 5) for seed in (1, 1, 2))
    first, second = a.normals(4), a.normals(4)
    assert (b.normals(4) == first).all()
    assert not (first == second).any()
    assert not (other.normals(4) == first).any()
    assert a.normals(2, 9).shape == (2, 9)
    assert (a.normals(2)[0] != first[0]).all()
    assert set(np.ravel(a.signs(40))) == {-1.0, 1.0}
    assert np.abs(a.uniforms(40)).max() < 1
    assert a.signs(2, 3).shape == a.uniforms(2, 3).shape == (2, 3)
    assert not (Draws(1, 5, number=1).normals(4) == first).any()
