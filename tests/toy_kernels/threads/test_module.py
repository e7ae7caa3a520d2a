"""The little linker reads and writes WebAssembly's own numbers, and refuses what it cannot link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toy_kernels.threads import module

HEAD = b"\0asm\1\0\0\0"


@given(st.integers(0, 2**40), st.binary(max_size=3))
def test_a_number_is_read_as_it_was_written(number, rest):
    written = module.unsigned(number)
    assert module.read_unsigned(written + rest, 0) == (number, len(written))


@pytest.mark.parametrize(("number", "written"), [(0, b"\0"), (127, b"\x7f"), (128, b"\x80\1"), (624485, b"\xe5\x8e\x26")])
def test_the_numbers_of_the_specification(number, written):
    assert module.unsigned(number) == written


def test_sections_are_found_in_order_and_anything_else_is_refused():
    assert module.sections(HEAD + b"\1\2ab\3\1c") == [(1, b"ab"), (3, b"c")]
    with pytest.raises(ValueError, match="not a WebAssembly binary"):
        module.sections(b"\x7fELF....")


def test_an_imported_function_is_refused_by_name():
    imported = b"\1" + b"\3env" + b"\4expf" + b"\0" + b"\0"
    with pytest.raises(ValueError, match=r"env\.expf"):
        module.linked(HEAD + b"\2" + module.unsigned(len(imported)) + imported, "run")


def test_the_export_stands_before_the_code_and_custom_sections_are_gone():
    memory = b"\1" + b"\3env" + b"\x0f__linear_memory" + b"\2\0\1"
    given_ = HEAD + b"\2" + bytes([len(memory)]) + memory + b"\0\2\1x" + b"\x0a\1\0"
    kept = module.sections(module.linked(given_, "run"))
    assert [number for number, _ in kept] == [2, 7, 10]
    assert kept[0][1] == b"\1\3env\6memory\2\0\1"
    assert kept[1][1] == b"\1\3run\0\0"
