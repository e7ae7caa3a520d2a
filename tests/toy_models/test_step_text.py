"""Steps as people write them, and as an enemy would: read, or refused with line and reason; nothing is ever executed."""

import ast
import builtins
import itertools
import random
import time

import pytest

from toy_kernels.text import Unreadable
from toy_models.step_text import LONGEST, MOST_LINES, read

GOOD = "g = objective.gradient(state.x, objective.minibatch())\n"
END = "return State(x=state.x - p.step_size * g)"

SAME = {
    "x²": "x**2", "x^2": "x**2", "x⁻¹": "x**(-1)", "2 · x": "2*x", "x \u2212 1": "x - 1", "√(x*x)": "sqrt(x*x)", "½*x": "(1/2)*x",
    "pi*x": "3.141592653589793*x", "2*3*x": "2 * 3*x", "x/4  # a remark": "x/4", "-2^2*x": "-(2**2)*x",
}


@pytest.mark.parametrize("typed", SAME)
def test_what_people_type_is_understood(typed):
    read_one, meant = (ast.unparse(read(f"{GOOD}x = state.x\ny = {said}\n{END}")) for said in (typed, SAME[typed]))
    assert read_one == meant


def test_a_step_is_read_with_and_without_its_first_line_and_with_docstrings():
    head = "def step(state, objective, noise, watch, p):\n"
    docstring = '    """One step,\n    as in the box."""\n'
    body = "".join(f"    {line}\n" for line in (GOOD + END).splitlines())
    texts = GOOD + END, head + body, head + docstring + body, f"\r\n{GOOD}\r\n{END}"
    assert len({ast.unparse(read(text)) for text in texts}) == 1


REFUSED = {  # text: (line, a part of the reason)
    GOOD + "if g:\n    g = -g\n" + END: (2, "loop at its top level"),
    GOOD + "g[0] = 0\n" + END: (2, "all coordinates are treated alike"),
    "v = p.momentum * state.velocity\n" + GOOD + END: (1, "add velocity=… to State(…)"),
    GOOD + "a = np.sqrt(g)\n" + END: (2, "The words stand by themselves"),
    GOOD + "a = sinh(g)\n" + END: (2, "“sinh” is not known here. Words: abs"),
    GOOD + "a = max(g, 1)\n" + END: (2, "maximum(a, b)"),
    GOOD + "return State(x=state.x - η * g)": (2, "names are written in plain letters"),
    GOOD + "b = a + 1\na = 2\n" + END: (2, "“a” has no value here"),
    GOOD + "for k in range(p.turns):\n    for j in range(p.turns):\n        g = 2 * g\n" + END: (3, "not in another"),
    GOOD + "for k in range(100):\n    g = 2 * g\n" + END: (2, "p.name becomes a slider"),
    GOOD + "a = 9^9^9*g\n" + END: (2, "has no value up to 3.4e+38"),
    GOOD + "a = 1/0\n" + END: (2, "has no value"),
    GOOD + "a = (-1)^0.5*g\n" + END: (2, "has no value"),
    GOOD + "a = (g > 0)\n" + END: (2, "the condition of where"),
    GOOD + "a = g +\n" + END: (2, "cannot be read"),
    GOOD + "a = (g\n" + END: (2, "never closed"),
    GOOD + "import os\n" + END: (2, "nothing is imported"),
    "import os\n" + GOOD + END: (1, "Nothing is imported"),
    "return State(x=state.x)": (1, "asks for none"),
    GOOD: (1, "ends in return State"),
    GOOD + "return g": (2, "ends in return State"),
    GOOD + "return State(x=g, x=g)": (2, ""),
    GOOD + "a = objective.newton(g)\n" + END: (2, "There are minibatch, gradient"),
    GOOD + "a = norm(g, g)\n" + END: (2, "norm takes one argument, not 2"),
    GOOD + "a = g.shape\n" + END: (2, "outside the notation"),
    GOOD + "a = ''\n" + END: (2, "text has no place"),
    GOOD + "p = 2\n" + END: (2, "cannot be given a value"),
    GOOD + "a, b = g, g\n" + END: (2, "one name a line"),
    GOOD + "a = [k for k in g]\n" + END: (2, "A point is a whole"),
    "@decorated\n" + GOOD + END: (1, "decorators"),
    GOOD + "for k in range(p.n, a=p.b):\n    g = 2 * g\n" + END: (2, "p.name becomes a slider"),
    GOOD + "return State(x=g, self=state.x)": (2, "no name for what is carried"),
    GOOD + "a = 1  # \ud800\n" + END: (2, "half a character, U+D800"),
    "": (1, "ends in return"), 7: (1, "ends in return"), "#\n#": (1, "ends in return"),
}


@pytest.mark.parametrize("text", REFUSED, ids=[str(k) for k in range(len(REFUSED))])
def test_a_refusal_names_the_line_and_the_reason(text):
    line, reason = REFUSED[text]
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert str(refused.value).startswith(f"line {line}: ")
    assert reason in str(refused.value)


ATTACKS = [
    "boom()", "__import__('os').system('boom')", "__import__", "eval('boom()')", "exec(boom)", "open(boom)", "().__class__",
    "state.__class__", "p.__class__", "p.__dict__", "p._values", "state.x.__class__", "state.x.tofile(boom)", "state.x.T",
    "state.carried", "objective.__init__()", "objective.landscape", "objective.__class__.__mro__", "noise.__reduce__()",
    "noise.seed", "watch.__globals__", "objective.minibatch.__self__", "norm.__globals__", "State.__init__", "State",
    "getattr(state, p)", "globals()", "vars()", "print(1)", "lambda: boom()", "(lambda: boom())()", "[boom() for _ in range(9)]",
    "{boom()}", "{1: boom()}", "(boom(), 1)", "(yield)", "(a := boom())", "await boom()", "f'{boom()}'", "b''", "...", "None",
    "True", "1j", "0x10 if boom() else 1", "not boom()", "1 and boom()", "g @ g", "g // 2", "g % 2", "g << 9", "~g", "g is g",
    "g in g", "*g", "objective.gradient(*g)", "norm(**g)", "norm(g, axis=0)", "g[0]", "g[:]", "10**10**10", "2**99999", "1e400",
    "9" * 400, "((" * 200 + "g" + "))" * 200, "-" * 3000 + "g", "not " * 500 + "g", "+".join(["g"] * 900), "**".join(["g"] * 500),
    "(" * 999, ")" * 999, "g." * 400 + "x", "norm(" * 40 + "g" + ")" * 40, "where(" * 25 + "g" + ", g, g)" * 25,
    "where(where(g > 0, g, g), g, g)", "where(g, g, g)", "where(boom() > 0, g, g)", "where(1 < g < 2, g, g)",
    "objective.minibatch() + 1", "objective.gradient(g, g)", "objective.gradient(1, objective.minibatch())",
    "objective.gradient(norm(g), objective.minibatch())", "noise.normal(9)", "noise.normal", "together(g, 3)", "range(9)",
    "range(p.n)", "p", "p()", "p.x()", "p.as_dict()", "state()", "state.x()", "met1 + g", "g\x00", "g\u202e", "\u202eg", "ɡ", "ｇ",
    "𝐠", "g\u200b", "é", "😀", "g;boom()", "g\\\n", "`g`", "$g", "g?", "g!", "'''", '"""', "é = 1", "\x0cg", "\x1b[2J",
    "g\u2028boom()", "<script>boom()</script>", "g' onerror='boom()", "{{boom()}}", "%s", "{0.__class__}",
]
PLACES = [
    GOOD + "a = {}\n" + END, GOOD + "{}\n" + END, GOOD + "return State(x=g + ({}))",
]


def fuzzed(count):
    """Random tokens of a step, in random order: mostly nonsense, sometimes a step."""
    words = ["g", "state.x", "p.a", "(", ")", "+", "-", "*", "**", "norm(", "noise.normal()", ",", "=", "\n", "\n    ", ":",
             "where(", "for k in range(p.n):", "return", "State(x=", "<", "objective.", "gradient(", "1", "0.5", "watch("]
    draw = random.Random(0)
    return [GOOD + "".join(draw.choices(words, k=draw.randrange(3, 40))) + "\n" + END for _ in range(count)]


def hostile():
    """At least 300 texts that are no step."""
    huge = ["g" * (LONGEST + 1), "\n" * (MOST_LINES + 1) + GOOD + END, GOOD * 20 + END, "(" * LONGEST, "\x00"]
    loops = [GOOD + "".join(f"for k{i} in range(p.n{i}):\n    g = 2 * g\n" for i in range(n)) + END for n in (4, 20)]
    sliders = [GOOD + "a = " + " + ".join(f"p.a{i}" for i in range(40)) + "\n" + END]
    return [place.format(attack) for place, attack in itertools.product(PLACES, ATTACKS) if "{}" in place] + huge + loops + sliders


def test_hundreds_of_hostile_steps_are_refused_with_line_and_reason_at_once_and_nothing_runs(monkeypatch):
    ran, texts, slowest = [], hostile(), 0.0
    monkeypatch.setattr(builtins, "boom", lambda *_: ran.append(1), raising=False)
    assert len(texts) >= 300
    for text in texts:
        before = time.thread_time()  # of work: a busy machine is no stall
        with pytest.raises(Unreadable, match=r"^line \d+: .{10}"):
            read_all(text)
        slowest = max(slowest, time.thread_time() - before)
    assert slowest < 1.0
    assert not ran


def read_all(text):
    """Read as `toy_models.dynamics.read` does, up to the walk in a small world."""
    from toy_models.written import Written

    return Written(text)


def test_hundreds_of_fuzzed_steps_are_read_or_refused():
    found = []
    for text in fuzzed(400):
        try:
            found.append(ast.unparse(read_all(text).tree))
        except Unreadable as reason:
            assert str(reason).startswith("line ")
    assert len(found) < 100, "most of it is nonsense"
