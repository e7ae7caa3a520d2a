"""What is written as a PNG is read back as its definition reads it, without our own words for it."""

import struct
import zlib

import numpy as np

from widgets import png


def decoded(file):
    """The pixels (height, width, 3) of a PNG in 8 bits, coloured with the filter "up" or indexed with none."""
    assert file[:8] == b"\x89PNG\r\n\x1a\n"
    at, parts = 8, {}
    while at < len(file):
        length, kind = struct.unpack(">I4s", file[at : at + 8])
        body = file[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", file[at + 8 + length : at + 12 + length])[0]
        parts[kind] = parts.get(kind, b"") + body
        at += 12 + length
    assert b"IEND" in parts
    width, height, depth, colours = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    assert depth == 8
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, -1)
    assert (rows[:, 0] == {2: 2, 3: 0}[colours]).all()
    if colours == 3:
        return np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)[rows[:, 1:]]
    return np.cumsum(rows[:, 1:], axis=0, dtype=np.uint8).reshape(height, width, 3)


def test_colours_are_read_back_as_they_were():
    pixels = np.random.default_rng(0).integers(0, 256, (17, 23, 3), dtype=np.uint8)
    assert np.array_equal(decoded(png.coloured(pixels)), pixels)


def test_numbers_of_colours_are_read_back_as_the_colours():
    draw = np.random.default_rng(1)
    table, index = draw.integers(0, 256, (48, 3), dtype=np.uint8), draw.integers(0, 48, (17, 23), dtype=np.uint8)
    assert np.array_equal(decoded(png.indexed(index, table)), table[index])
