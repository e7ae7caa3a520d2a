"""The laws of minibatch noise: in which directions a landscape is tilted, and a network's slope is off; one law a file.

    landscape:  gradient(x, batch) = ∇f(x) + σ A z,       z ~ N(0, I),      tr A Aᵀ = 2
    network:    gradient(x, batch) = ∇f(x) + A z / √B,    tr A Aᵀ = tr C,   C the covariance of the slopes on single images

All laws have the same trace, so that only the direction differs: Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195, compare
noises this way.
"""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass, field
from types import ModuleType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_kernels.text import function
from toy_models.catalogue import Catalogue, FromFile
from toy_models.contract import InvalidArgument
from toy_models.landscape import Landscape

SAYS = ("NAME", "ORDER", "tilt")
HERE, START, NORMALS = ("a", "b", "d"), ("a0", "b0", "d0"), ("u", "v")
OWN = ("m", "n")
SWAYS, DRAWS = {"slopes": "here", "slopes0": "start"}, ("z", "w")


@dataclass(frozen=True, repr=False)
class Law(FromFile):
    """One law, with everything derived from its file: `module`, of the name `key`.

    `arguments` are those of its `tilt`; `text` is that function without its docstring, as the compiled runners read it. On a
    network: `sways`, where it looks at the slopes, "here" or at the "start", None for a law that says nothing of networks; `draws`,
    whether its normals are one for each weight ("z") or for each image ("w").
    """

    KIND = "noise law"

    key: str
    module: ModuleType
    arguments: tuple = field(init=False)
    text: str = field(init=False)
    sways: str | None = field(init=False)
    draws: str | None = field(init=False)

    def __post_init__(self):
        missing = [name for name in SAYS if not hasattr(self.module, name)]
        if missing or not inspect.getdoc(self.module):
            raise TypeError(f"the noise law {self.key!r} lacks {', '.join(missing) or 'a docstring'}")
        tree = function(self.module.tilt)
        arguments = tuple(argument.arg for argument in tree.args.args)
        if arguments not in (OWN, *((*entries, *NORMALS) for entries in ((), HERE, START))):
            raise TypeError(f"the noise law {self.key!r}: tilt takes u, v, before them a, b, d or a0, b0, d0 if need be, or m, n")
        tree.body = [part for part in tree.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))]
        sway = getattr(self.module, "sway", None)
        slopes, draws = tuple(inspect.signature(sway).parameters) if sway else (None, None)
        if sway and (slopes not in SWAYS or draws not in DRAWS):
            raise TypeError(f"the noise law {self.key!r}: sway takes slopes or slopes0, then z or w")
        vars(self).update(arguments=arguments, text=ast.unparse(tree), sways=SWAYS.get(slopes), draws=draws)

        super().__post_init__()

    def __getattr__(self, name):
        if name in SAYS:
            return getattr(self.module, name)
        raise AttributeError(f"{self.key} has no {name!r}")

    @property
    def needs(self) -> str | None:
        """Where it looks at the Hessian: "here", at the "start" of the run, or None; "landscape" where it takes the landscape's own
        noise.
        """
        if self.arguments == OWN:
            return "landscape"
        return {HERE: "here", START: "start"}.get(self.arguments[:-2])

    def moves(self, landscape: Landscape) -> bool:
        """Whether A changes from place to place on this landscape."""
        return self.needs == "here" or (self.needs == "landscape" and landscape.noisy)

    def tilts(self, landscape: Landscape, x: ArrayLike, z: ArrayLike, start: ArrayLike | None = None) -> NDArray[np.float64]:
        """A z on a landscape at points x (..., 2) for z (..., 2) of normals.

        `start` (..., 2) is where the runs began, for a law that needs it.
        """
        if self.needs == "start" and start is None:
            raise InvalidArgument("start", start, f"given: {self.key} takes the curvature there")
        at = {"here": x, "start": start}.get(self.needs)
        hessian = () if at is None else landscape.hessian(at)
        entries = () if at is None else (hessian[..., 0, 0], hessian[..., 0, 1], hessian[..., 1, 1])
        z = np.asarray(z, float)
        z = landscape.diffused(np.asarray(x, float), z) if self.needs == "landscape" else z
        return np.stack(np.broadcast_arrays(*self.module.tilt(*entries, z[..., 0], z[..., 1])), axis=-1)

    def covariance(
        self, landscape: Landscape, x: ArrayLike, gradient_noise: float = 1.0, start: ArrayLike | None = None
    ) -> NDArray[np.float64]:
        """σ² A Aᵀ at points x (..., 2), an array (..., 2, 2): the ellipse of the tilt, of trace 2σ².

        landscape: where its curvature or its own noise is read. gradient_noise: σ. start (..., 2): as in `tilts`.
        """
        x = np.asarray(x, float)
        root = np.stack([self.tilts(landscape, x, np.broadcast_to(axis, x.shape), start) for axis in np.eye(2)], axis=-1)
        return gradient_noise**2 * root @ np.swapaxes(root, -1, -2)

    def rise(
        self, landscape: Landscape, x: ArrayLike, gradient_noise: float, step_size: float, start: ArrayLike | None = None
    ) -> NDArray[np.float64]:
        """½η² tr(H Σ) at points x (..., 2): what the noise of one step adds to f on average, exactly where f is quadratic.

        landscape: whose H is read, and whose curvature or noise a law may need. gradient_noise: σ, in Σ = σ² A Aᵀ. step_size: η.
        start (..., 2): as in `tilts`. Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195: what escapes is told apart by.
        """
        spread = self.covariance(landscape, x, gradient_noise, start)
        return step_size**2 / 2 * np.einsum("...ij,...ji", landscape.hessian(np.asarray(x, float)), spread)


_catalogue = Catalogue(__name__, __path__, "gradient_noise_direction", Law, Law)
names = _catalogue.names
get = _catalogue.get
FIRST = names()[0]
