"""What is told of three flows on a map is what the surfaces say; and what the lesson's prose says of them is so."""

import numpy as np
import pytest

import toy_models as tm
import widgets
from widgets import pack
from widgets.map_side import MapSide

KINDS = dict(zip(tm.flows.KINDS, ("heat", "local_entropy", "moreau"), strict=True))


@pytest.fixture(scope="module")
def sides():
    return {name: MapSide(name) for name in ("two_gaussians", "canyon")}


@pytest.mark.parametrize("name", ["two_gaussians", "canyon"])
@pytest.mark.parametrize(("scope", "temperature"), [(5.0, 0.3), (0.2, 1.0), (1.0, 0.0)])
def test_a_picture_is_the_surface_of_each_equation(sides, name, scope, temperature):
    """Heights are told in 65,534 steps, up to twice the coloured range above it."""
    (meta, _), (told, packed) = sides[name].scene, sides[name].picture(scope, temperature)
    values = np.frombuffer(packed, "<u2").reshape(3, *meta["shape"]) / pack.STEPS * (meta["top"] - meta["low"]) + meta["low"]
    assert [one["kind"] for one in told["kinds"]] == list(tm.flows.KINDS)
    for one, found in zip(told["kinds"], values, strict=True):
        arguments = {"scope": scope} | ({"temperature": temperature} if KINDS[one["kind"]] != "moreau" else {})
        surface = tm.landscapes.smooth(name, KINDS[one["kind"]], tuple(meta["shape"]), **arguments)
        assert found == pytest.approx(np.clip(surface.values, meta["low"], meta["top"]), abs=(meta["top"] - meta["low"]) / 1e5)
        assert [(one["x"], one["y"]) for one in one["minima"]] == [tuple(place) for place in surface.minima.tolist()]
    assert told["reach"] == pytest.approx((temperature / scope) ** 0.5)
    assert sides[name].picture(scope, temperature)[1] is packed


def lowest(side, scope, temperature):
    """Of f, heat, the local entropy and the envelope: the first letter of the valley in which each is lowest."""
    told, _ = side.picture(scope, temperature)
    return "".join(one["lowest"][0] for one in (told["f"], *told["kinds"]))


def test_heat_leaves_the_sharp_valley_first_then_the_local_entropy_where_it_is_warm_and_the_envelope_never(sides):
    side = sides["two_gaussians"]
    for scope, places in ((38, "ssss"), (36, "swss"), (18.5, "swss"), (18.0, "swws"), (0.5, "swws")):
        assert lowest(side, scope, 1.0) == places
    assert {lowest(side, scope, 0.3)[2] for scope in np.geomspace(0.1, 100, 13)} == {"s"}


def test_on_the_canyon_width_pushes_the_mean_before_it_pushes_the_local_entropy(sides):
    side = sides["canyon"]
    for temperature, places in ((0.041, "nnnn"), (0.045, "nwnn"), (0.1, "nwnn"), (0.15, "nwnn"), (0.155, "nwwn"), (0.3, "nwwn")):
        assert lowest(side, 5.0, temperature) == places


def test_a_slope_without_a_minimum_on_the_map_has_no_lowest_place(sides):
    told, _ = sides["canyon"].picture(0.1, 1.0)
    assert (told["kinds"][0]["minima"], told["kinds"][0]["lowest"]) == ([], None)


def test_a_force_has_no_surface_and_says_so():
    lesson = widgets.LineLesson(tm.flows.two_wells(), "heat")
    for landscape in ("example_19", "valley"):
        with pytest.raises(tm.InvalidArgument, match=r"^landscape = "):
            lesson.maps(landscape)
    assert lesson.maps(tm.landscapes.from_formula("x^2 + y^4")).scene["shape"]
