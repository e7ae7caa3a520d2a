"""A WebAssembly module from a relocatable object that holds one self-contained function: no linker is needed.

WebAssembly core specification 1.0, chapter 5: eight bytes of head, then sections (number, length, content) in rising order,
custom ones (number 0) anywhere. What a linker would add is the export; what it would use up, the custom sections with
relocations, is left out.
"""

CUSTOM, IMPORT, FUNCTION, EXPORT, ELEMENT = 0, 2, 3, 7, 9
MEMORY = b"env", b"memory"


def unsigned(number):
    """A whole number in LEB128."""
    out = bytearray()
    while True:
        number, low = number >> 7, number & 127
        out.append(low | (128 if number else 0))
        if not number:
            return bytes(out)


def read_unsigned(content, at):
    """(number, where it ends)."""
    result = shift = 0
    while True:
        byte = content[at]
        result, shift, at = result | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return result, at


def sections(content):
    """[(number, content)] of a module or object. Raises `ValueError` for anything else."""
    if content[:8] != b"\0asm\1\0\0\0":
        raise ValueError("not a WebAssembly binary of version 1")
    found, at = [], 8
    while at < len(content):
        number = content[at]
        length, at = read_unsigned(content, at + 1)
        found.append((number, content[at : at + length]))
        at += length
    return found


def linked(content, name):
    """The module: its first own function is exported as `name`, its memory imported as `env.memory`.

    Raises `ValueError` if the object imports a function, which only a linker could find.
    """
    kept = [(number, body) for number, body in sections(content) if number not in (CUSTOM, ELEMENT)]
    kept = [(number, _only_memory(body) if number == IMPORT else body) for number, body in kept]
    export = unsigned(1) + _string(name.encode()) + b"\0" + unsigned(0)
    kept = sorted([*kept, (EXPORT, export)], key=lambda section: section[0])
    return content[:8] + b"".join(bytes([number]) + unsigned(len(body)) + body for number, body in kept)


def _string(text):
    return unsigned(len(text)) + text


def _only_memory(body):
    """The import section with the memory alone, under our name for it."""
    count, at = read_unsigned(body, 0)
    for _ in range(count):
        names = []
        for _ in range(2):
            length, at = read_unsigned(body, at)
            names.append(body[at : at + length])
            at += length
        kind, at = body[at], at + 1
        if kind == 2:  # a memory: flags, smallest size, perhaps the largest
            flags, after = read_unsigned(body, at)
            for _ in range(2 if flags & 1 else 1):
                _, after = read_unsigned(body, after)
            return unsigned(1) + _string(MEMORY[0]) + _string(MEMORY[1]) + b"\2" + body[at:after]
        raise ValueError(f"the object imports {b'.'.join(names).decode()}, and there is no linker to find it")
    raise ValueError("the object imports no memory")
