"""Pixels as a PNG file (ISO/IEC 15948): for pages that load nothing that draws before their first picture."""

import struct
import zlib

import numpy as np


def coloured(pixels):
    """(height, width, 3) uint8: each row as differences from the one above."""
    height, width, _ = pixels.shape
    rows = np.diff(pixels, axis=0, prepend=np.zeros((1, width, 3), np.uint8)).reshape(height, -1)
    return _file(2, (height, width), _filtered(rows, 2))


def indexed(index, table):
    """(height, width) uint8 of numbers of colours in a table (colour, 3) uint8."""
    return _file(3, index.shape, _filtered(index, 0), (b"PLTE", table.tobytes()))


def _filtered(rows, kind):
    return np.concatenate([np.full((len(rows), 1), kind, np.uint8), rows], axis=1)


def _file(kind, shape, rows, *before):
    head = struct.pack(">IIBBBBB", shape[1], shape[0], 8, kind, 0, 0, 0)
    parts = (b"IHDR", head), *before, (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
