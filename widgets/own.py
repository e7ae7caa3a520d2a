"""A step that somebody writes on a page: read, never executed; what the page is told of it, and where it stands in a wish.

It is named by its text, so that undo, a reload and another page find it as they find any method.
"""

from dataclasses import replace

from toy_models import dynamics
from toy_models.contract import InvalidArgument
from toy_models.own_method import OWN


def only(slider):
    """Whether no method of the folder has a slider of this name."""
    return slider.startswith(OWN)


def word(slider, owners):
    """What a slider is called in words: its own name, or that of the number in the step that somebody wrote."""
    said = dynamics.get(owners[0]).by_slider()[slider].name if only(slider) and owners else slider
    return said.replace("_", " ")


def put(want, previous, chosen):
    """A wish in which another step of somebody's own, or none, stands in the place of the last; a new one is looked at.

    chosen: whether the wish says itself which method is looked at.
    """
    mine, gone = key(want.own), key(previous.own)
    others = tuple(one for one in want.visible if one not in gone)
    selected = mine[0] if mine and not chosen else want.selected
    if selected in gone and selected not in mine:
        selected = (*others, *dynamics.foundations())[0]
    return want.with_(visible=dynamics.ordered((*others, *mine)) or (selected,), selected=selected)


def read(value):
    """The text of a step that can be read; "" for none. Raises `InvalidArgument` with the line and the reason."""
    if not isinstance(value, str):
        raise InvalidArgument("own", value, "the text of a step")
    if value:
        dynamics.read(value)
    return value


def key(own):
    """(the name of the method that such a text is,), or nothing."""
    return (dynamics.read(own).key,) if own else ()


def held(own):
    """The method that such a text is, or None: as long as a session holds it nobody else's steps drive it out."""
    return dynamics.read(own) if own else None


def sliders(own, known):
    """{slider: Parameter} of the sliders that only a step of somebody's own has."""
    declared = dynamics.read(own).by_slider() if own else {}
    return {name: replace(parameter, name=name) for name, parameter in declared.items() if name not in known}


def written(number, step):
    """What a page is told of a step that somebody wrote: what it is, or the line and the reason for which it cannot be read."""
    try:
        method = dynamics.read(step)
    except InvalidArgument as refused:
        line, _, reason = refused.allowed.partition(": ")
        return {"type": "written", "number": number, "line": int(line.removeprefix("line ")), "reason": reason}
    said, cost = method.text, method.evaluations(method.defaults())
    words = [f"{cost} gradient{'s' * (cost != 1)} a step", *([f"carries {', '.join(method.CARRIES)}"] if method.CARRIES else []),
             f"{len(said.parameters)} slider{'s' * (len(said.parameters) != 1)}"]
    return {"type": "written", "number": number, "said": f"{', '.join(words)}. {method.where}"}
