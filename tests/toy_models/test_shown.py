"""What a cell may end with shows itself: one honest line of text, and a table as HTML."""

import html
import inspect
import re

import numpy as np
import pytest

import toy_models as tm
from tests import public
from toy_models import bifurcations, shown

RUN = tm.simulate("two_gaussians", "sgd", replicas=3, steps=4, seed=1)
DIGITS = tm.data.mnist(60, 20)
SWEEP = tm.sweep("dimple", "langevin", ("temperature", [0.1, 0.2]), ("step_size", [0.01, 0.02, 0.03]), tm.readings.energy,
                 replicas=2, steps=3)
FOUND = bifurcations.Found((bifurcations.Bifurcation(0.25, "vanishes", (1.5, -2.0), 0),), 0.0, 1.0)
MADE = [
    RUN, tm.train("softmax_regression", "sgd", DIGITS, steps=2), SWEEP, DIGITS, DIGITS.train, FOUND, FOUND.bifurcations[0],
    tm.dynamics.get("sam"), tm.dynamics.get("sam").defaults(), tm.dynamics.get("sam").PARAMETERS[0], tm.landscapes.get("dimple"),
    tm.landscapes.get("dimple").contours, tm.landscapes.from_force("y", "-x - y"), tm.networks.get("mlp"),
    tm.networks.get("softmax_regression").judge(DIGITS.test), tm.noises.get("hessian"), tm.surfaces.get("max"),
    tm.surfaces.get("max").reach(tm.landscapes.get("dimple"), radius=0.1), tm.measures.get("top_eigenvalue"),
    tm.landscapes.smooth("dimple", "max", (16, 16), radius=0.2), tm.measures.top_eigenvalue(tm.landscapes.get("dimple"), [[0, 0]]),
]
MADE += [tm.solvable.get("binary_perceptron"), tm.solvable.binary_perceptron(inputs=7, instances=3)]
MADE += tm.landscapes.from_formula("log(x^2 + y^2)").poles[:1]
MADE += [bifurcations.Branch(0, np.arange(2.0), np.zeros((2, 2)), np.zeros(2))]
MADE += [tm.paths.line("softmax_regression", np.zeros(7850), np.ones(7850)), tm.plane.plane_through(np.eye(3))]
MADE += [tm.paths.Bending("softmax_regression", np.zeros(7850), np.ones(7850), DIGITS, evaluations=1)]
MADE += [tm.slicing.Refining("softmax_regression", DIGITS.train, tm.plane.plane_through(np.eye(3, 7850)), ((-1, 1), (-1, 1)))]
MADE += [tm.flows.two_wells(51), tm.flows.Flow(tm.flows.two_wells(51), "viscous", 0.3)]
MADE += [tm.gibbs.along(tm.landscapes.get("double_well"), 0.1)]
RACE = tm.race("softmax_regression", ["sgd", "sam"], DIGITS, seeds=2, evaluations=100)
MADE += [RACE, RACE.podium(), RACE.difference("SGD", "SAM")]
WRITTEN, TRIED = tm.exercises.get("sgd"), tm.experiments.get(tm.experiments.names()[0])
CHECKED = tm.exercises.check("sgd", WRITTEN.ANSWER)
MADE += [WRITTEN, WRITTEN.bench, WRITTEN.mistakes[0], CHECKED, CHECKED.tests[0]]
MADE += [TRIED, TRIED.module.ACROSS, tm.experiments.Outcome("a", ("b",), ("c",), {})]
MADE += [tm.step_error("dimple", "entropy_sgd", counts=[1, 2], replicas=50)]
PLAIN = {"Contours", "Pole", "Mistake", "Test"}  # tuples of numbers


def test_every_class_that_the_public_api_gives_back_is_tried_here():
    _, kinds = public.everything()
    wanted = {kind for kind in kinds if kind.__module__.startswith("toy_models") and not issubclass(kind, BaseException)}
    wanted = {kind for kind in wanted if not kind.__module__.startswith("toy_models.optim")}  # torch's own line of text
    assert {kind.__name__ for kind in wanted} - {type(one).__name__ for one in MADE} == set()


@pytest.mark.parametrize("one", MADE, ids=lambda one: type(one).__name__)
def test_it_says_what_it_is_on_a_line_and_shows_a_table(one):
    line = repr(one)
    assert " object at 0x" not in line
    assert len(line) < 2000
    if type(one).__name__ in PLAIN:
        return
    page = re.sub(r"<p><img [^>]*></p>", "", one._repr_html_())  # the picture that `widgets` adds
    assert "<table>" in page or "<pre>" in page or "$" in page  # a formula alone
    assert len(page) < 20_000
    assert not re.search(r"<(?!/?(p|b|pre|table|tr|th|td)\b)", page)


@pytest.mark.parametrize("folder", ["dynamics", "landscapes", "measures", "networks", "noises", "solvable", "surfaces"])
def test_the_text_of_a_file_is_what_asking_for_help_shows(folder):
    module = getattr(tm, folder)
    for name in module.names():
        entry = module.get(name)
        text = inspect.getdoc(__import__(f"toy_models.{folder}.{name}", fromlist=[name]))
        assert inspect.getdoc(entry) == text
        assert text.splitlines()[0] in html.unescape(entry._repr_html_())


def test_a_run_shows_the_means_of_its_ends():
    page = RUN._repr_html_()
    assert f"{RUN.x[0, :, 0].mean():.5g}" in page
    assert f"{RUN.energy[-1].mean():.5g}" in page


def test_a_sweep_shows_what_it_has_read():
    assert f"{SWEEP.mean('energy')[2, 1]:.5g}" in SWEEP._repr_html_()


def test_a_formula_is_shown_as_one_and_a_name_is_never_read_as_html():
    landscape = tm.landscapes.from_formula("x^2 + y^2", name="<script>alert(1)</script>")
    assert landscape._repr_latex_() == "$\\displaystyle f(x, y) = x^{2} + y^{2}$"
    assert "<script>" not in landscape._repr_html_()


def test_long_tables_say_what_they_leave_out():
    rows = [(i, np.float64(i)) for i in range(shown.MOST_ROWS + 3)]
    assert shown.table(rows).endswith("<td colspan=2>and 3 more</td></tr></table>")
    assert shown.table([]) == ""
