"""A place: one point of a world, and the words in which a measure asks what the world is like there.

The same words on a landscape and on a network, so that one text measures both. On a network the energy f is the mean cross-entropy
on the images given, in float64. A place counts what it is asked, in gradients over all of these images: a slope is 1, an energy a
third of it (a slope is a way forward and one back, about twice as long), a product with the Hessian, one more way back through the
slope, 2. What is asked of a part of the images counts as that part.
"""

import functools

import numpy as np

from toy_models.contract import InvalidArgument
from toy_models.derivatives import CHUNK, derivatives
from toy_models.draws import Draws
from toy_models.judge import cross_entropy
from toy_models.landscape import Landscape
from toy_models.network import Network

ENERGY, SLOPE, PRODUCT = 1 / 3, 1.0, 2.0
MOST_SLOPES = 30_000_000  # numbers of the slopes of single images: 240 MB


class Bill:
    """What is asked of some places together. `watch()` is called before each answer, and may raise: then there is none."""

    def __init__(self, watch=None):
        self.total, self._watch = 0.0, watch

    def pay(self, price):
        """Add to it; of a long answer, each part that costs nothing more is announced with a price of 0."""
        if self._watch is not None:
            self._watch()
        self.total += price


class Place:
    """What both worlds share: `x` (coordinate,) float64, and `cost`, what was asked so far."""

    def __init__(self, world, x, bill=None, share=1.0):
        self.world, self.x, self._bill, self._share = world, x, bill or Bill(), share

    @property
    def cost(self):
        """Gradient evaluations so far, over all images; those of its parts are among them."""
        return self._bill.total

    def _pay(self, price):
        self._bill.pay(self._share * price)

    def energy(self, x=None):
        """f at x (here, if none is given): a float."""
        return float(self.energies((self.x if x is None else x)[None])[0])

    def there(self, x):
        """Another place of the same world, on the same images and the same bill."""
        return type(self)(self.world, x, *self._rest)

    @property
    def _rest(self):
        return self._bill, self._share

    def draws(self, seed):
        """The `Draws` of this seed."""
        return Draws(seed, len(self.x))


class OnLandscape(Place):
    """A point of a landscape, whose derivatives are formulas."""

    def energies(self, points):
        """f at points (k, coordinate): (k,)."""
        self._pay(ENERGY * len(points))
        return self.world.energy(points)

    mistakes = energies  # nothing on a landscape is right or wrong; its energy stands for it

    def slope(self, x=None):
        """∇f at x (here, if none is given): (coordinate,)."""
        self._pay(SLOPE)
        return self.world.with_energy().gradient(self.x if x is None else x)

    def energy_and_slope(self, x=None):
        """f and ∇f at x (here, if none is given), for the price of the slope alone."""
        x = self.x if x is None else x
        return float(self.world.energy(x)), self.slope(x)

    def hessian_times(self, v):
        """∇²f(here) v: (coordinate,)."""
        self._pay(PRODUCT)
        return self._hessian @ v

    @functools.cached_property
    def _hessian(self):
        return self.world.with_energy().hessian(self.x)


class OnNetwork(Place):
    """The weights of a network, on some images."""

    def __init__(self, world, x, images, bill=None, share=1.0):
        super().__init__(world, x, bill, share)
        self.images = images

    @property
    def _rest(self):
        return self.images, *super()._rest

    @functools.cached_property
    def _brightness(self):
        return self.images.pixels / 255.0

    @functools.cached_property
    def _labels(self):
        return self.images.labels.astype(np.int64)

    def _logits(self, points):
        """(k, image, class) of points (k, weight), some at a time."""
        self._pay(ENERGY * len(points))
        some = max(1, CHUNK // (len(self.images) * self.world.width))
        with np.errstate(all="ignore"):
            for low in range(0, len(points), some):
                self._pay(0)
                yield np.asarray(self.world.as_written(points[low : low + some], self._brightness))

    def energies(self, points):
        """f at points (k, weight): (k,)."""
        with np.errstate(all="ignore"):
            return np.concatenate([cross_entropy(z, self._labels) for z in self._logits(points)])

    def mistakes(self, points):
        """The share of the images that points (k, weight) read wrongly: (k,)."""
        return np.concatenate([(z.argmax(-1) != self._labels).mean(-1) for z in self._logits(points)])

    def logits(self):
        """(image, class), here."""
        return next(self._logits(self.x[None]))[0]

    def hidden(self):
        """What the last layer is given here, (image, unit). Raises `InvalidArgument` for a text that has no last layer."""
        self._pay(2 * ENERGY)
        return self.world.hidden(self.x[None], self._brightness)[0]

    @functools.cached_property
    def _derivatives(self):
        return derivatives(self.world, self.x, self._brightness, self._labels, functools.partial(self._pay, 0))

    def slope(self, x=None):
        """∇f at x (here, if none is given): (weight,)."""
        return self.energy_and_slope(x)[1]

    def energy_and_slope(self, x=None):
        """f and ∇f at x (here, if none is given), for the price of the slope alone."""
        self._pay(SLOPE)
        return self._derivatives.energy_and_slope(self.x if x is None else x)

    def hessian_times(self, v):
        """∇²f(here) v: (weight,), exact but for rounding. At a kink of a ReLU, where there is none, the flat side counts."""
        self._pay(PRODUCT)
        return self._derivatives.hessian_times(v)

    def weighted_slope(self, weights):
        """Σ wᵢ gᵢ here for weights (image,), gᵢ the slope of the loss on image i: (weight,), by one backward pass."""
        self._pay(SLOPE)
        return self._derivatives.weighted_slope(weights)

    def slopes_of_images(self):
        """The slope here of the loss on each image by itself: (image, weight)."""
        count, size = len(self.images), len(self.x)
        if count * size > MOST_SLOPES:
            raise InvalidArgument("images", self.images, f"at most {MOST_SLOPES // size:,} images: their slopes are held at once")
        self._pay(SLOPE)
        found, some = np.empty((count, size)), max(1, CHUNK // size)
        for low in range(0, count, some):
            self._pay(0)
            rows = slice(low, low + some)
            found[rows] = self._derivatives.of_images(rows)
        return found

    def parts(self, size):
        """[(share of the images, the place on these), ...]: the images cut into parts of about `size` each, in their order."""
        rows = np.array_split(np.arange(len(self.images)), max(1, round(len(self.images) / size)))
        made = []
        for some in rows:
            images, share = type(self.images)(self.images.pixels[some], self.images.labels[some]), len(some) / len(self.images)
            made.append((share, OnNetwork(self.world, self.x, images, self._bill, self._share * share)))
        return made


WORLDS = {"landscape": Landscape, "network": Network}


def world_of(world):
    """"landscape" or "network", or `InvalidArgument`."""
    for name, kind in WORLDS.items():
        if isinstance(world, kind):
            return name
    raise InvalidArgument("world", world, "a Landscape, a Network, or a run on one")


def places(world, x, images=None, name="x", watch=None):
    """A `Place` for each row of x (replica, coordinate), with a `Bill` of its own. Raises `InvalidArgument`."""
    on_landscape = world_of(world) == "landscape"
    if on_landscape and images is not None:
        raise InvalidArgument("images", images, "nothing: a landscape has none")
    rows = _rows(name, x, 2 if on_landscape else world.size)
    if on_landscape:
        return [OnLandscape(world, row, Bill(watch)) for row in rows]
    world.judge(images)  # refuses images that do not fit
    return [OnNetwork(world, row, images, Bill(watch)) for row in rows]


def _rows(name, x, coordinates):
    allowed = f"an array of numbers of shape (replica, {coordinates})"
    try:
        rows = np.array(x, dtype=float)
    except (TypeError, ValueError):
        raise InvalidArgument(name, x, allowed) from None
    if rows.ndim != 2 or rows.shape[1] != coordinates:
        raise InvalidArgument(name, x, allowed)
    return rows
