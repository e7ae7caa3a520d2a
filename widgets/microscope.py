"""The error of one step against how long it looks around, for the method on the stage, where its run begins."""

import traitlets

import toy_models as tm
from toy_models.contract import InvalidArgument
from widgets.landscape_side import Picture
from widgets.moments import for_method
from widgets.schedule import Schedule
from widgets.state import State
from widgets.view import View

REPLICAS = 800


class Microscope(View):
    """Bias and spread of one step of the selected method, against the length of its inner loop (`toy_models.step_error`).

    `found`: what was measured, or `why` nothing was. A preview, while a slider is dragged, changes nothing.
    """

    PAGE = "microscope"
    found = traitlets.Dict().tag(sync=True)

    def __init__(self, session: State, **kwargs: object):
        super().__init__(session, **kwargs)

    def show_landscape(self, picture: Picture) -> None:
        """Measure it for the run on the stage, as its sliders stand at the start."""
        if not picture.run["preview"]:
            self.found = measured(picture.run)


def measured(run: dict) -> dict:
    """{"symbol", "now", "counts", "bias", "spread", "error", "ideal", "mean", "against", "place"} of a run, or {"why"}."""
    method = tm.dynamics.get(run["selected"])
    base, _ = for_method(method, Schedule(run["base"], run["total"], ()))
    noise = {"gradient_noise": run["extras"]["gradient_noise"], "gradient_noise_direction": run["extras"]["direction"]}
    settings = noise | {"seed": run["extras"]["seed"], "parameters": base}
    try:
        found = tm.step_error(run["landscape"], method, run["start"], replicas=REPLICAS, **settings)
    except InvalidArgument as refused:
        return {"method": run["selected"], "why": refused.allowed}
    loop = next(one for one in method.PARAMETERS if one.name == found.loop)
    curves = {name: getattr(found, name).astype(float).tolist() for name in ("bias", "spread", "error")}
    step = {"ideal": found.ideal.tolist(), "means": found.means.tolist(), "against": found.against, "place": list(found.place)}
    now = float(getattr(method.parameters(base), found.loop))
    return {"method": run["selected"], "symbol": loop.symbol, "now": now, "counts": list(found.counts)} | curves | step
