"""The simple view: one landscape, one method, two sliders, and a question that is answered by watching.

The guess comes first: the run starts with it. Then one thing at a time opens on request: a second method, the softer surface that
another one descends, a cut, a network.
"""

import traitlets

from widgets.view import View

OPENING = {
    "landscape": "dimple",
    "method": "langevin",
    "values": {"temperature": 0.1, "step_size": 0.02},
    "headline": "A deep hole, a wide valley, and a little heat",
    "text": "Sixty-four particles roll downhill and are shaken. All start in the deep hole. Does the shaking let them out?",
    "question": "Your guess, for the end of the run",
    "guesses": [["stay", "most stay"], ["leave", "most leave"]],
    "second": "sgd",
    "softer": "smoothout",
    "hides": "here the deep hole is the lower point, and you can see both at once. A network shows neither.",
}


class Story(View):
    """The text column of the simple view; `story` is what it tells. It shows itself only while the page is at that level."""

    PAGE = "story"
    story = traitlets.Dict(OPENING).tag(sync=True)
