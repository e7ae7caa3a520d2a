"""Kronecker factors of a network's layers: what Fisher's matrix of each would be if inputs and slopes knew nothing of each other.

    z = a W,      a = (inputs, 1),  W the weights with the biases below,      A = E a aᵀ,   S = E s sᵀ,   s = ∂ log p(y) / ∂z
    (A ⊗ S + λ)⁻¹ vec V  =  Q [ (Qᵀ V R) / (αᵢ σⱼ + λ) ] Rᵀ,      A = Q α Qᵀ,   S = R σ Rᵀ

Means over a minibatch, with labels y drawn from the network itself. Martens and Grosse, ICML 2015, arXiv 1503.05671. Exact for the
damped product: no damping of the factors, each by itself, stands for it. A filter of a convolution meets many places of an image,
a and s at each: then A is a sum over places and S a mean, which takes their slopes for uncorrelated (Grosse and Martens, ICML 2016,
arXiv 1602.01407).

What a layer is, is read from the network as it runs: the one product of each W with its inputs, and the b that is added to it.
Where the slopes that follow from these products are not the slopes of the text, the text uses its weights in other ways.
"""

import functools

import numpy as np

from toy_kernels import noise

NO_LAYERS = "its text does not use each W in one product and each b in one sum, so that no Kronecker factors are known"
CLOSE = 1e-9  # of the largest entry: some hundred products in float64 are off by 1e-14


def natural(network, x, slope, images, uniforms, damping):
    """(A ⊗ S + λ)⁻¹ slope for weights x and a slope (weight,) on images (image, pixel), all float64 tensors: (weight,).

    uniforms (image,) on (0, 1) draw the labels.
    """
    inputs, outer, _ = products(network, x, images, uniforms)
    found = slope[None].clone()
    into, given = (vars(network.unflatten(rows)) for rows in (found, slope[None]))
    for i, (a, s) in enumerate(zip(inputs, outer, strict=True), start=1):
        a = a * (len(a) / len(images)) ** 0.5
        W, b = into[f"W{i}"][0], into[f"b{i}"][0]
        rows = _solved(a, s, damping, _under(given[f"W{i}"][0], given[f"b{i}"][0]))
        W[:], b[:] = rows[:-1], rows[-1:]
    return found[0]


def products(network, x, images, uniforms):
    """[inputs (image, .), a 1 beside them], [slopes of log-likelihood by outputs (image, .)], that of its sum by x (weight,)."""
    from toy_kernels.extras import torch

    x = x.detach()[None].clone().requires_grad_()
    with torch.enable_grad():
        blocks = network.unflatten(x)
        inputs, outputs, logits = _run(network, blocks, images)
        odds = logits.detach()[0].softmax(-1).cumsum(-1)
        labels = (odds < uniforms[:, None] * odds[:, -1:]).sum(-1)
        likelihood = logits.log_softmax(-1)[0].gather(-1, labels[:, None]).sum()
        *outer, slope = torch.autograd.grad(likelihood, [*outputs, x], allow_unused=True)
    inputs = [torch.cat([a.detach(), a.new_ones(len(a), 1)], dim=-1) for a in inputs]
    return inputs, [s[0] for s in outer], slope[0]


def _run(network, blocks, images):
    """The inputs (image, .) and outputs (1, image, .) of the product of each W, in their order, and the logits."""
    from torch.overrides import TorchFunctionMode

    names, found = {id(block): name for name, block in vars(blocks).items()}, {}

    class Products(TorchFunctionMode):
        def __torch_function__(self, function, types, arguments=(), named=None):
            out = function(*arguments, **(named or {}))
            if function.__name__ in ("matmul", "__matmul__") and id(arguments[1]) in names:
                found.setdefault(names[id(arguments[1])], (arguments[0].reshape(-1, arguments[0].shape[-1]), out))
            return out

    with Products():
        logits = network.module.logits(blocks, images)
    layers = [found[name] for name in vars(blocks) if name in found]
    return [a for a, _ in layers], [z for _, z in layers], logits


def _solved(a, s, damping, V):
    """(A ⊗ S + λ)⁻¹ V. What lies outside of all inputs, or of all slopes, of a small minibatch has curvature 0."""
    (alpha, Q), (sigma, R) = _spectrum(a), _spectrum(s)
    inside = Q.T @ V @ R
    found = Q @ (inside / (alpha[:, None] * sigma + damping)) @ R.T
    if Q.shape[0] == Q.shape[1] and R.shape[0] == R.shape[1]:
        return found
    return found + (V - Q @ inside @ R.T) / damping


def _spectrum(rows):
    """(eigenvalues, eigenvectors as columns) of the mean of r rᵀ; where there are few rows, those that are not zero by count."""
    from toy_kernels.extras import torch

    count, size = rows.shape
    if count < size:
        _, roots, vectors = torch.linalg.svd(rows / count**0.5, full_matrices=False)
        return roots**2, vectors.T
    values, vectors = torch.linalg.eigh(rows.T @ rows / count)
    return values.clamp(min=0), vectors


def _under(W, b):
    from toy_kernels.extras import torch

    return torch.cat([W, b])


@functools.cache
def layered(network):
    """Whether the products that were seen account for the whole slope: compared at random weights, on random images."""
    from toy_kernels.extras import torch

    x = network.start(0, 1)[0].astype(float) + 0.1 * noise.normals(0, noise.MEASURE, [0], network.size, 0, 0)[0]
    draw = np.random.default_rng(0)
    images, uniforms = (torch.from_numpy(draw.random(shape)) for shape in ((5, network.layers[0]), 5))
    try:
        inputs, outer, slope = products(network, torch.from_numpy(x), images, uniforms)
    except RuntimeError:  # an output that the logits do not depend on
        return False
    expected = vars(network.unflatten(slope[None]))
    if len(inputs) != len(network.layers) - 1 or any(s is None or len(s) != len(a) for a, s in zip(inputs, outer, strict=True)):
        return False
    for i, (a, s) in enumerate(zip(inputs, outer, strict=True), start=1):
        rest = a.T @ s - _under(expected[f"W{i}"][0], expected[f"b{i}"][0])
        if not float(rest.abs().max()) <= CLOSE * float(slope.abs().max()):
            return False
    return True
