"""The error of one step against how long it looks around, for the method on the stage, where its run begins."""

import traitlets

import toy_models as tm
from toy_models.contract import InvalidArgument
from widgets.landscape_side import Picture
from widgets.moments import for_method
from widgets.schedule import Schedule
from widgets.state import State
from widgets.taken import Taken
from widgets.taken_lessons import of_step_error
from widgets.view import View

REPLICAS = 800


class Microscope(View):
    """Bias and spread of one step of the selected method, against the length of its inner loop (`toy_models.step_error`).

    `found`: what was measured, or `why` nothing was. A preview, while a slider is dragged, changes nothing.
    """

    PAGE, TAKES = "microscope", "step error"
    found = traitlets.Dict().tag(sync=True)

    def __init__(self, session: State, **kwargs: object):
        super().__init__(session, **kwargs)

    def show_landscape(self, picture: Picture) -> None:
        """Measure it for the run on the stage, as its sliders stand at the start."""
        if not picture.run["preview"]:
            self._run = picture.run
            self.found = measured(picture.run)

    def taken(self, asked: object) -> Taken:
        """What is taken away of the chart. Raises `InvalidArgument` where there is none."""
        if not self.found.get("counts"):
            raise InvalidArgument("picture", asked.picture, "one that is there: this method has no such chart")
        landscape = tm.landscapes.get(self._run["landscape"])
        return of_step_error(landscape, self._run["selected"], settings(self._run), self.found)


def measured(run: dict) -> dict:
    """{"symbol", "now", "counts", "bias", "spread", "error", "ideal", "mean", "against", "place"} of a run, or {"why"}."""
    method, known = tm.dynamics.get(run["selected"]), settings(run)
    try:
        found = tm.step_error(run["landscape"], method, **known)
    except InvalidArgument as refused:
        return {"method": run["selected"], "why": refused.allowed}
    loop = next(one for one in method.PARAMETERS if one.name == found.loop)
    curves = {name: getattr(found, name).astype(float).tolist() for name in ("bias", "spread", "error")}
    step = {"ideal": found.ideal.tolist(), "means": found.means.tolist(), "against": found.against, "place": list(found.place)}
    now = float(getattr(method.parameters(known["parameters"]), found.loop))
    return {"method": run["selected"], "symbol": loop.symbol, "now": now, "counts": list(found.counts)} | curves | step


def settings(run: dict) -> dict:
    """{argument: value} of the `tm.step_error` that measures the step of a run as its sliders stand at the start."""
    base, _ = for_method(tm.dynamics.get(run["selected"]), Schedule(run["base"], run["total"], ()))
    noise = {"gradient_noise": run["extras"]["gradient_noise"], "gradient_noise_direction": run["extras"]["direction"]}
    return {"start": run["start"], "replicas": REPLICAS, **noise, "seed": run["extras"]["seed"], "parameters": base}
