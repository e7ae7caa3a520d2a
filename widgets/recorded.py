"""The opening run as a recording: what a page shows in its first seconds, before there is a session.

    python -m widgets.recorded      writes widgets/template/recorded.json anew
"""

import base64
import json
import threading
from pathlib import Path

import numpy as np

from widgets import pack, theme
from widgets.landscape_side import LandscapeSide
from widgets.legend import palette
from widgets.session import TOTAL, Session

FILE = Path(__file__).parent / "template" / "recorded.json"
REPLICAS, EVERY, STRIDE, COLOURS = 16, 5, 3, 32  # replicas shown, one frame in so many, one grid point in so many, of a map


def recorded():
    """The dashboard's opening landscape and run, thinned: heights and places as bytes, 255 the far end, in base64."""
    session = Session(selected="entropy_sgd")
    side = LandscapeSide(TOTAL, REPLICAS)
    picture = side.picture(session.want, session.schedule, lambda *_: None, threading.Event())
    scene, run = picture.scene, picture.run
    heights = np.frombuffer(picture.field, "<u2").reshape(scene["shape"])[::STRIDE, ::STRIDE] / pack.STEPS
    share = np.clip(heights * (scene["top"] - scene["low"]) / (scene["high"] - scene["low"]), 0, 1) ** scene["exponent"]
    frames = np.frombuffer(picture.frames, "<u2").reshape(len(run["methods"]), run["frames"], REPLICAS, 2)[:, ::EVERY] / pack.STEPS
    domain, extent = np.array(scene["domain"]), np.array(scene["extent"])
    places = (frames * (domain[:, 1] - domain[:, 0]) + domain[:, 0] - extent[:, 0]) / (extent[:, 1] - extent[:, 0])
    cues = palette(session.at_hand)["methods"]
    return {
        "shape": list(share.shape),
        "heights": _bytes(share),
        "frames": places.shape[1],
        "replicas": REPLICAS,
        "total": TOTAL,
        "places": _bytes(np.clip((places + 0.5) / 2, 0, 1)),  # from half an extent before to half an extent behind
        "start": ((np.array(run["start"]) - extent[:, 0]) / (extent[:, 1] - extent[:, 0])).round(4).tolist(),
        "methods": [{"name": m["name"], **{k: m["cue"][k] for k in ("light", "dark", "marker")}} for m in cues],
        "maps": {name: base64.b64encode(theme.table(name, COLOURS)).decode() for name in theme.MAPS},
        "ratio": round(float((extent[0, 1] - extent[0, 0]) / (extent[1, 1] - extent[1, 0])), 4),
    }


def _bytes(share):
    return base64.b64encode(np.rint(share * 255).astype(np.uint8).tobytes()).decode()


if __name__ == "__main__":
    FILE.write_text(json.dumps(recorded(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
