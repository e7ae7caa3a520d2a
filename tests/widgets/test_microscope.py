"""The chart of a step's error: the numbers of `tm.step_error` at the session's own sliders and start; none in a preview."""

import numpy as np

import toy_models as tm
from toy_models import dynamics
from widgets import Session
from widgets.microscope import REPLICAS, Microscope, measured

RUN = {"selected": "entropy_sgd", "landscape": "two_gaussians", "start": (1.3, 0.3), "total": 6000, "preview": False,
       "extras": {"gradient_noise": 0.5, "direction": "isotropic", "seed": 3}}


def run(**changes):
    return RUN | {"base": dict(Session("two_gaussians").want.values) | {"inner_steps": 10, "scope": 4.0}} | changes


def test_it_tells_what_step_error_measures_where_the_run_begins():
    told = measured(run())
    base = {parameter.name: run()["base"][slider] for slider, parameter in dynamics.get("entropy_sgd").by_slider().items()
            if slider in run()["base"]}
    found = tm.step_error("two_gaussians", "entropy_sgd", (1.3, 0.3), replicas=REPLICAS, seed=3, gradient_noise=0.5,
                          parameters=base)
    for name in ("bias", "spread", "error"):
        np.testing.assert_array_equal(told[name], getattr(found, name))
    assert (told["symbol"], told["now"], told["against"]) == ("L", 10, "the exact slope of u")


def test_a_method_that_does_not_loop_is_told_why():
    assert "in a loop" in measured(run(selected="sgd"))["why"]


def test_a_preview_changes_nothing():
    view = Microscope(Session("two_gaussians", ["entropy_sgd"]))
    view.show_landscape(type("Picture", (), {"run": run(preview=True)})())
    assert view.found == {}
    view.show_landscape(type("Picture", (), {"run": run()})())
    assert view.found["counts"] == [1, 2, 5, 10, 20, 50, 100]
