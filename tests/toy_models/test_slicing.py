"""Coarse or fine, a slice is the network at those weights; a random walk has the share of variance that is claimed for it."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, energy, weights
from toy_models.contract import InvalidArgument
from toy_models.plane import main_plane, plane_through, project
from toy_models.slicing import Refining, principal_plane, walk_explained

NET = SMALL[0]
PLANE = plane_through(weights(NET).astype(np.float32))
EXTENT = ((-1, 2), (-0.5, 1.5))


def refining(of="loss", shape=(9, 17)):
    return Refining(NET, IMAGES, PLANE, EXTENT, of, shape)


def places(shape):
    (xmin, xmax), (ymin, ymax) = EXTENT
    return [[PLANE.origin + a * PLANE.directions[0] + b * PLANE.directions[1] for a in np.linspace(xmin, xmax, shape[1])]
            for b in np.linspace(ymin, ymax, shape[0])]


def exactly(of, x):
    if of == "loss":
        return energy(NET, np.float64(x))
    z = NET.logits(np.float64(x)[None], IMAGES.pixels / 255)[0]
    return (z.argmax(-1) != IMAGES.labels).mean()


@pytest.mark.parametrize("of", ["loss", "error"])
def test_every_grid_from_coarse_to_fine_is_the_network_at_those_weights_and_no_place_is_looked_at_twice(of):
    """Losses in float32; a digit between two readings, by rounding, is one in forty."""
    slow, sizes, asked = refining(of), [], []
    judge = slow._judge
    counted = {"loss": lambda points, offsets, real=judge.plane: (asked.append(len(offsets)), real(points, offsets))[1],
               "error": lambda x, real=judge.loss: (asked.append(1), real(x))[1]}[of]
    setattr(judge, "plane" if of == "loss" else "loss", counted)
    while slow.advance():
        if slow.grid.shape not in sizes:
            sizes.append(slow.grid.shape)
            step = [(n - 1) // max(have - 1, 1) for n, have in zip((9, 17), slow.grid.shape, strict=True)]
            if slow.grid.size:
                truth = np.array([[exactly(of, x) for x in row[:: step[1]]] for row in places((9, 17))[:: step[0]]])
                assert np.abs(slow.grid - truth).max() <= (2e-5 * truth.max() if of == "loss" else 1 / 40 + 1e-9)
    assert sizes == [(0, 0), (2, 3), (3, 5), (5, 9), (9, 17)]
    assert sum(asked) == slow.looked == slow.places == 9 * 17


def test_the_finest_grid_is_the_slice_of_the_plane():
    slow = refining()
    while slow.advance():
        pass
    np.testing.assert_array_equal(slow.grid, tm.plane.slice_loss(NET, IMAGES, PLANE, EXTENT, (9, 17)))


def test_a_grid_that_cannot_be_halved_is_looked_at_at_once():
    slow = refining(shape=(4, 6))
    while slow.advance():
        assert slow.grid.shape in ((0, 0), (4, 6))
    assert slow.grid.shape == (4, 6)


def test_the_principal_plane_is_that_of_the_covariance_and_holds_the_end():
    path = np.random.default_rng(0).standard_normal((15, 60)).cumsum(axis=0).astype(np.float32)
    plane = principal_plane(path)
    values, vectors = np.linalg.eigh(np.cov(path.astype(float), rowvar=False))
    assert np.abs(np.abs(plane.directions @ vectors[:, :-3:-1]) - np.eye(2)).max() < 1e-4
    assert plane.explained == pytest.approx(values[-2:].sum() / values.sum(), rel=1e-5)
    assert project(plane, path[-1])[1] == 0
    about_the_end = main_plane(path, path[-1])
    spread = [((path - path.mean(0)) @ one.directions.T).var(axis=0).sum() for one in (plane, about_the_end)]
    assert spread[0] >= spread[1] * (1 - 1e-6)


def test_a_random_walk_has_three_quarters_of_its_variance_on_its_own_plane():
    """In 20,000 axes a walk's inner products are those of the law but for 1 / √20,000 of them; 6/π² (1 + 1/4) at many frames."""
    walk = np.random.default_rng(3).standard_normal((40, 20_000)).cumsum(axis=0).astype(np.float32)
    assert principal_plane(walk).explained == pytest.approx(walk_explained(40), abs=4 / 20_000**0.5)
    assert walk_explained(100_000) == pytest.approx(7.5 / np.pi**2, abs=1e-4)
    assert walk_explained(2) == walk_explained(3) == 1


@pytest.mark.parametrize(("call", "argument"), [
    (lambda: principal_plane("path"), "path"), (lambda: principal_plane(np.zeros(3)), "path"),
    (lambda: principal_plane(np.full((3, 4), np.nan)), "path"), (lambda: walk_explained(1), "frames"),
    (lambda: refining("height"), "of"), (lambda: refining(shape=(1, 3)), "shape"), (lambda: refining(shape=5), "shape"),
    (lambda: Refining(NET, IMAGES, None, EXTENT), "plane"), (lambda: Refining(SMALL[1], IMAGES, PLANE, EXTENT), "plane"),
    (lambda: Refining(NET, None, PLANE, EXTENT), "images"), (lambda: Refining(NET, IMAGES, PLANE, "wide"), "extent")])
def test_what_cannot_be_is_refused_by_name(call, argument):
    with pytest.raises(InvalidArgument, match=f"^{argument} = "):
        call()
