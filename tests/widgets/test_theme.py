"""The cues must be told apart: by contrast on the map, by colour under the three dichromacies, and in grey by marker and line."""

import itertools

import numpy as np
import pytest

from widgets import theme

# Linear-RGB matrices of dichromatic vision (Viénot, Brettel and Mollon, 1999; tritan: Brettel, Viénot and Mollon, 1997, one plane).
DICHROMACIES = {
    "normal": np.eye(3),
    "deuteranopia": np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]]),
    "protanopia": np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]]),
    "tritanopia": np.array([[1.01277, 0.13548, -0.14826], [-0.01243, 0.86812, 0.14431], [0.07589, 0.80500, 0.11911]]),
}
LEAST_DISTANCE = 0.06  # OKLab; about three times what is just noticeable side by side


def linear(colour):
    channels = (
        np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255 if isinstance(colour, str) else np.array(colour) / 255
    )
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def oklab(rgb):
    to_lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return to_lab @ np.cbrt(to_lms @ np.clip(rgb, 0, 1))


FIVE = theme.METHODS[:5]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_method_stands_out_from_both_ends_of_the_map(name):
    table = theme.table(name)
    for cue in FIVE:
        for end in (tuple(table[:3]), tuple(table[-3:])):
            assert contrast(getattr(cue, name), end) >= 3.0


@pytest.mark.parametrize("vision", DICHROMACIES)
@pytest.mark.parametrize("name", ["light", "dark"])
def test_any_two_methods_differ_in_colour(name, vision):
    points = [oklab(DICHROMACIES[vision] @ linear(getattr(cue, name))) for cue in FIVE]
    closest = min(np.linalg.norm(a - b) for a, b in itertools.combinations(points, 2))
    assert closest >= LEAST_DISTANCE


def test_in_grey_marker_and_line_suffice():
    assert len({cue.marker for cue in theme.METHODS}) == len(theme.METHODS)
    assert len({(cue.dash, cue.width) for cue in theme.METHODS}) == len(theme.METHODS)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_map_is_darker_where_it_is_deeper_in_equal_steps(name):
    table = np.frombuffer(theme.table(name), np.uint8).reshape(-1, 3)
    lightness = np.array([oklab(linear(row))[0] for row in table])
    line = np.linspace(lightness[0], lightness[-1], len(lightness))
    assert (np.diff(lightness[::16]) > 0).all()
    assert np.abs(lightness - line).max() < 0.006  # half a unit of an 8-bit channel is worth at most about 0.004 in lightness


def test_known_colours_of_the_map_ends():
    assert theme.table("light")[:3] == bytes.fromhex("A7CBD6")
    assert theme.table("light")[-3:] == bytes.fromhex("FDFAF1")
    assert theme.table("dark")[:3] == bytes.fromhex("081321")
    assert theme.table("dark")[-3:] == bytes.fromhex("3A4C54")
