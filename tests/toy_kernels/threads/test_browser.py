"""In a browser's engine: the module's frames are the lanes' bits, and the page's numbers are Python's."""

import numpy as np
import pytest

import toy_models as tm
from tests.spread import spread
from toy_kernels import lanes, tables
from toy_kernels.compiled import kernel
from toy_kernels.threads import browser

LETTERS = "x^4/4 - k*x^2 + y^2 + 0.3*sin(3*k*x) where k = 0.7"
PLACES = ("two_gaussians", "rosenbrock")


def order(method, place, evaluations=1200):
    """(about, order, what the lanes say, the tables that Python makes) of one run with a schedule."""
    landscape = tm.landscapes.from_formula(LETTERS) if place == LETTERS else tm.landscapes.get(place)
    values = method.defaults().as_dict()
    rows = np.arange(24)
    start = (landscape.start + 0.1 * np.stack([np.cos(rows), np.sin(rows)], axis=1)).astype(np.float32).astype(float)
    steps = max(4, evaluations // method.evaluations(method.defaults()))
    segments = [(steps, values), (steps // 2, values | {"step_size": values["step_size"] / 2})]
    expected = lanes.run(method.step, landscape.text, start, rows, 5, segments, 3, carries=method.CARRIES)
    _, emitted, numbers = kernel(method.step, landscape.text, tuple(method.CARRIES), "none", False)
    wanted = [tables.table(emitted, numbers, first, n, p, 0.0)[0] for first, (n, p) in zip((0, steps), segments, strict=True)]
    about = browser.walker(method.step, landscape.text, tuple(method.CARRIES), "none")
    return about, {"seed": 5, "start": start.tolist(), "segments": segments, "every": 3, "noise": 0}, expected, wanted


def test_the_page_walks_as_the_lanes_do(walk):
    """One by one, and, but where rows meet, in fours."""
    cells = [*spread(PLACES, each=1, runner="threads"), ("entropy_sgd", LETTERS)]
    runs = [order(tm.dynamics.get(name), place) for name, place in cells]
    fours = [run for run in runs if run[0]["wide"]]
    assert all(run[0]["group"] for run in runs if not run[0]["wide"])
    for (_, _, (frames, lost), _), answer in zip(fours, walk([run[:2] for run in fours], wide=True), strict=True):
        np.testing.assert_array_equal(answer[0].reshape(frames.shape).astype(float), frames)
        np.testing.assert_array_equal(answer[1], lost)
    for (about, _, (frames, lost), wanted), answer in zip(runs, walk([run[:2] for run in runs]), strict=True):
        np.testing.assert_array_equal(answer[0].reshape(frames.shape).astype(float), frames)
        np.testing.assert_array_equal(answer[1], lost)
        for mine, theirs in zip(answer[2], wanted, strict=True):
            np.testing.assert_array_equal(mine.reshape(theirs.shape), theirs)
        assert len(about["module"]) * 3 / 4 < 12_000


def test_another_number_of_a_letter_is_the_same_module_with_other_numbers():
    method = tm.dynamics.get("langevin")
    one, other = (browser.walker(method.step, tm.landscapes.from_formula(text).text, (), "none") for text in (
        LETTERS, LETTERS.replace("0.7", "0.9")))
    assert one["module"] == other["module"]
    assert one["numbers"] != other["numbers"]


def test_a_replica_that_leaves_stands_still_as_in_the_lanes(walk):
    method, landscape = tm.dynamics.get("sgd"), tm.landscapes.get("himmelblau")
    start, values = np.array([[3.0, 2.0], [40.0, 30.0]]), method.defaults().as_dict() | {"step_size": 0.5}
    frames, lost = lanes.run(method.step, landscape.text, start, np.arange(2), 5, [(9, values)], 1, carries=method.CARRIES)
    about = browser.walker(method.step, landscape.text, tuple(method.CARRIES), "none")
    run = about, {"seed": 5, "start": start.tolist(), "segments": [(9, values)], "every": 1, "noise": 0}
    assert lost[1] > 0
    for mine, gone, _ in (*walk([run]), *walk([run], wide=True)):
        np.testing.assert_array_equal(gone, lost)
        np.testing.assert_array_equal(mine.reshape(frames.shape).astype(float), frames)


def test_a_module_needs_nothing_but_memory_and_travels_small():
    for name in tm.dynamics.that_run_on("threads"):
        method = tm.dynamics.get(name)
        law = tm.noises.get("hessian").text
        about = browser.walker(method.step, tm.landscapes.get("two_gaussians").text, tuple(method.CARRIES), law)
        assert set(about) == {"module", "wide", "numbers", "loops", "kept", "starts", "group"}
        assert about["group"] == method.text.group
        assert about["kept"] >= 2 + 2 * len(method.CARRIES)


def test_every_noise_law_walks_as_in_the_lanes(walk):
    """The one that looks back to the start too, with a method that carries a point."""
    method, landscape, rows = tm.dynamics.get("entropy_sgd"), tm.landscapes.get("slanted_noise"), np.arange(9)
    start = (landscape.start + 0.3 * np.stack([np.cos(rows), np.sin(rows)], axis=1)).astype(np.float32).astype(float)
    segments = [(6, method.defaults().as_dict()), (5, method.defaults().as_dict())]
    orders, expected = [], []
    for law in map(tm.noises.get, tm.noises.names()):
        arguments = method.step, landscape.text, start, rows, 5, segments, 1, method.CARRIES, 0.5, law.text
        expected.append(lanes.run(*arguments)[0])
        about = browser.walker(method.step, landscape.text, tuple(method.CARRIES), law.text)
        orders.append((about, {"seed": 5, "start": start.tolist(), "segments": segments, "every": 1, "noise": 0.5}))
    for answers in (walk(orders), walk(orders, wide=True)):  # nine rows are no whole fours
        for frames, (mine, _, _) in zip(expected, answers, strict=True):
            np.testing.assert_array_equal(mine.reshape(frames.shape).astype(float), frames)
    assert len({frames.tobytes() for frames in expected}) == len(expected)


@pytest.mark.parametrize(("text", "expected"), [
    ("1 - p.averaging", ["-", 1, ["p", "averaging"]]),
    ("-np.exp(-t)", ["-", ["exp", ["-", ["t"]]]]),
    ("(2 * tilt) ** 0.5", ["**", ["*", 2, ["tilt"]], 0.5]),
])
def test_an_expression_becomes_a_tree(text, expected):
    import ast

    assert browser.tree(ast.parse(text, mode="eval").body) == expected
