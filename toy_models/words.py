"""The words of an objective: what a step may ask of the world it walks in, and what each word means, costs and may be refused for.

    x <- x - η objective.gradient(x, objective.minibatch())

A world is an energy f of points, known through data: f is the mean over all data, f_B the mean over a minibatch B. Points are rows
x (replica, coordinate), arrays or tensors, and answers are of their kind; no row sees another. A batch is whatever the objective
hands out: a step hands it back, and does nothing else with it.

The first words, which every objective has: `begin`, `minibatch`, `gradient`, and the count `gradient_evaluations`. The others are
optional: an objective has a word, or refuses it with a sentence (`refused`), and then a method that asks for it is not begun there.
What a word costs stands in `toy_kernels.text.PRICES`, in evaluations of the gradient on one minibatch, the one clock; on all data,
`whole` times as much. A step's clock is read from its text, and an objective counts what it is asked: both are the same.
"""

from toy_kernels.text import PRICES
from toy_models.parameter import InvalidArgument

OPTIONAL = tuple(word for word in PRICES if word not in ("minibatch", "gradient"))


class Refused(InvalidArgument):
    """A word that an objective does not have: names the method, if one asked, the word, the world and the reason."""

    def __init__(self, word, world, why, method=None):
        asks = f"one that does not ask for objective.{word}(...)" if method else "another"
        super().__init__(*(("method", method) if method else ("word", word)), f"{asks}: {world} refuses {word}, for {why}")
        self.word, self.world, self.why = word, world, why


class Objective:
    """A world as a step sees it. A world of one's own gives `draw` and `slope`, and each optional word that it has.

    Attributes: `gradient_evaluations`, the clock; `world`, what the world is called in a refusal; `whole`, how many minibatches all
    data are; `refused` {word: why not}, of the optional words that it does not have.
    """

    world, whole = "this objective", 1

    def __init__(self, refused=()):
        own = {word for word in OPTIONAL if getattr(type(self), word) is not getattr(Objective, word)}
        self.refused = {word: "nobody has said here what that is" for word in OPTIONAL if word not in own} | dict(refused)
        self.gradient_evaluations = 0
        self.begin(0)

    def begin(self, t):
        """Open step `t`: minibatches are numbered from zero in each step."""
        self._t, self._slot = t, 0

    def minibatch(self):
        """The next minibatch B: a function of (seed, replica, step, how many came before in this step) alone. Costs 0."""
        slot, self._slot = self._slot, self._slot + 1
        return self.draw(self._t, slot)

    def gradient(self, x, batch):
        """∇f_B(x), the slope at rows x on one batch: (replica, coordinate). Costs 1."""
        self._asked("gradient", batch)
        return self.slope(x, batch)

    def everything(self):
        """All data as a batch: f_B is f then. Costs 0; what is asked on it costs `whole` times what a minibatch does."""
        self._asked("everything")

    def energy(self, x, batch):
        """f_B(x), of which `gradient` is the slope: one for each row, (replica, 1). Costs 1: a third, rounded up."""
        self._asked("energy", batch)

    def hessian_times(self, x, v, batch):
        """∇²f_B(x) v for rows v (replica, coordinate): (replica, coordinate). Costs 2: one way back more, through the slope.

        Pearlmutter, Neural Computation 6 (1994).
        """
        self._asked("hessian_times", batch)

    def natural(self, x, slope, batch, damping):
        """(C + λ)⁻¹ slope: (replica, coordinate), C ≥ 0 the curvature at x as this world knows it, λ > 0 damping. Costs 1.

        On a landscape C = |H|, the Hessian with its eigenvalues made positive. On layers it is, layer by layer, A ⊗ S, A = E a aᵀ
        of the inputs and S = E s sᵀ of the slopes of log-likelihood by the outputs, labels drawn from the network itself: Fisher's
        matrix, if the two were independent. Martens and Grosse, ICML 2015, arXiv 1503.05671.
        """
        self._asked("natural", batch)

    def blocks(self, point):
        """The length of the block that each coordinate of a point (weights, a slope, a draw) stands in: (replica, coordinate).

        On layers a block is the weights into one unit, the filter, and each bias by itself; on a landscape each coordinate, so that
        this is |x|. Costs 0.
        """
        self._asked("blocks")

    def diffusion(self, x, z):
        """A(x) z for standard normals z (replica, coordinate): what the law of the noise adds to ∇f. Costs 1.

        E A z zᵀ Aᵀ is the covariance of `gradient` at x. Where minibatches are data there is no such law.
        """
        self._asked("diffusion")

    def check(self, method):
        """Raise `Refused` where a method asks for a word that this objective does not have."""
        for word in sorted(method.text.asks & set(self.refused)):
            raise Refused(word, self.world, self.refused[word], method.key)

    def _asked(self, word, *batch):
        """Count what a word costs on a batch, if it takes one, or refuse it."""
        if word in self.refused:
            raise Refused(word, self.world, self.refused[word])
        self.gradient_evaluations += PRICES[word] * (self.whole if batch and self.is_everything(*batch) else 1)

    def is_everything(self, batch):
        """Whether a batch is all data."""
        return False
