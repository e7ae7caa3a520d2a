"""Networks as one would write them by hand: a module and an optimizer for each replica, and the backward pass over flat weights."""

import numpy as np
import torch

import toy_models as tm

BATCH, INNER = 128, 20
STEP, HEAT, SCOPE, SHARE, WEIGHT, RADIUS, WIDTH = 0.1, 1e-4, 1.0, 0.5, 0.75, 0.2, 0.05
DATA, NET = tm.data.mnist(), tm.networks.get("mlp")
IMAGES, LABELS = torch.from_numpy(DATA.train.brightness()), torch.from_numpy(DATA.train.labels.astype(np.int64))
PIXELS, DIGITS, RANDOM = IMAGES.numpy(), LABELS.numpy(), np.random.default_rng(0)


def backward(model, optimizer):
    """Gradients of a fresh minibatch into the model."""
    batch = torch.randint(len(IMAGES), (BATCH,))
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(IMAGES[batch]), LABELS[batch]).backward()


@torch.no_grad()
def shake(model):
    """Heat on every weight."""
    for weight in model.parameters():
        weight.add_(torch.randn_like(weight), alpha=(2 * STEP * HEAT) ** 0.5)


def module_sgd(model, optimizer):
    """One step of SGD."""
    backward(model, optimizer)
    optimizer.step()


def module_langevin(model, optimizer):
    """One step of Langevin dynamics."""
    module_sgd(model, optimizer)
    shake(model)


def module_entropy_sgd(model, optimizer):
    """One outer step of Entropy-SGD."""
    weights = list(model.parameters())
    anchors, means = ([weight.detach().clone() for weight in weights] for _ in range(2))
    for _ in range(INNER):
        backward(model, optimizer)
        with torch.no_grad():
            for weight, anchor in zip(weights, anchors, strict=True):
                weight.grad.add_(weight - anchor, alpha=SCOPE)
            optimizer.step()
            shake(model)
            for mean, weight in zip(means, weights, strict=True):
                mean.lerp_(weight, WEIGHT)
    with torch.no_grad():
        for weight, anchor, mean in zip(weights, anchors, means, strict=True):
            weight.copy_(anchor.lerp_(mean, SHARE))


def module_smoothout(model, optimizer):
    """One step of SmoothOut: the slope at a jolted place."""
    weights = list(model.parameters())
    kept = [weight.detach().clone() for weight in weights]
    with torch.no_grad():
        for weight in weights:
            weight.add_(torch.rand_like(weight).mul_(2).sub_(1), alpha=WIDTH)
    backward(model, optimizer)
    with torch.no_grad():
        for weight, before in zip(weights, kept, strict=True):
            weight.copy_(before)
    optimizer.step()


def module_sam(model, optimizer):
    """One step of SAM, both slopes on one minibatch."""
    weights, batch = list(model.parameters()), torch.randint(len(IMAGES), (BATCH,))

    def ask():
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(IMAGES[batch]), LABELS[batch]).backward()

    ask()
    with torch.no_grad():
        length = torch.linalg.vector_norm(torch.stack([weight.grad.norm() for weight in weights]))
        climbs = [weight.grad * (RADIUS / (length + 1e-12)) for weight in weights]
        for weight, climb in zip(weights, climbs, strict=True):
            weight.add_(climb)
    ask()
    with torch.no_grad():
        for weight, climb in zip(weights, climbs, strict=True):
            weight.sub_(climb)
    optimizer.step()


def full(width):
    """One hidden layer as a module."""
    return torch.nn.Sequential(torch.nn.Linear(784, width), torch.nn.ReLU(), torch.nn.Linear(width, 10))


def lenet():
    """toy_models/networks/lenet.py as a module."""
    return torch.nn.Sequential(
        torch.nn.Unflatten(1, (1, 28, 28)), torch.nn.AvgPool2d(2), torch.nn.Conv2d(1, 6, 5), torch.nn.ReLU(), torch.nn.AvgPool2d(2),
        torch.nn.Conv2d(6, 16, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(144, 10))


def modules(method, replicas, made_by=lambda: full(32)):
    """The loop that everybody writes: one module and one optimizer for each replica."""
    made, one = [], globals()[f"module_{method}"]
    for _ in range(replicas):
        model = made_by()
        made.append((model, torch.optim.SGD(model.parameters(), lr=STEP)))

    def step():
        for pair in made:
            one(*pair)

    return step


def torch_gradient(x, picks=None):
    """The backward pass of all replicas (replica, weight), written out for tensors."""
    picks = torch.randint(len(IMAGES), (len(x), BATCH)) if picks is None else picks
    w, slope = NET.unflatten(x), torch.empty_like(x)
    a, s = IMAGES[picks], NET.unflatten(slope)
    hidden = torch.baddbmm(w.b1, a, w.W1).clamp_(min=0)
    z = torch.baddbmm(w.b2, hidden, w.W2).softmax(-1)
    z[torch.arange(len(x))[:, None], torch.arange(BATCH), LABELS[picks]] -= 1
    z /= BATCH
    back = torch.bmm(z, w.W2.mT) * (hidden > 0)
    s.W2[:], s.b2[:] = torch.bmm(hidden.mT, z), z.sum(1, keepdim=True)
    s.W1[:], s.b1[:] = torch.bmm(a.mT, back), back.sum(1, keepdim=True)
    return slope


def numpy_gradient(x, picks=None):
    """The same for arrays."""
    picks = RANDOM.integers(len(PIXELS), size=(len(x), BATCH)) if picks is None else picks
    w, slope = NET.unflatten(x), np.empty_like(x)
    a, s = PIXELS[picks], NET.unflatten(slope)
    hidden = np.maximum(a @ w.W1 + w.b1, 0)
    z = hidden @ w.W2 + w.b2
    z = np.exp(z - z.max(-1, keepdims=True))
    z /= z.sum(-1, keepdims=True)
    z[np.arange(len(x))[:, None], np.arange(BATCH), DIGITS[picks]] -= 1
    z /= BATCH
    back = (z @ w.W2.swapaxes(1, 2)) * (hidden > 0)
    s.W2[:], s.b2[:] = hidden.swapaxes(1, 2) @ z, z.sum(1, keepdims=True)
    s.W1[:], s.b1[:] = a.swapaxes(1, 2) @ back, back.sum(1, keepdims=True)
    return slope


def by_hand(method, replicas, kind):
    """Flat weights of all replicas at once; `kind` is torch or numpy."""
    start = NET.start(0, replicas)
    x, gradient = (torch.from_numpy(start), torch_gradient) if kind is torch else (start, numpy_gradient)

    def normal():
        return torch.randn_like(x) if kind is torch else RANDOM.standard_normal(x.shape, dtype=np.float32)

    def draw(count):
        return torch.randint(len(IMAGES), (count, BATCH)) if kind is torch else RANDOM.integers(len(PIXELS), size=(count, BATCH))

    def sgd():
        x[:] -= STEP * gradient(x)

    def langevin():
        x[:] += (2 * STEP * HEAT) ** 0.5 * normal() - STEP * gradient(x)

    def entropy_sgd():
        y = mean = x
        for _ in range(INNER):
            y = y - STEP * (gradient(y) + SCOPE * (y - x)) + (2 * STEP * HEAT) ** 0.5 * normal()
            mean = (1 - WEIGHT) * mean + WEIGHT * y
        x[:] -= SHARE * (x - mean)

    def smoothout():
        jolt = 2 * torch.rand_like(x) - 1 if kind is torch else RANDOM.uniform(-1, 1, x.shape).astype(np.float32)
        x[:] -= STEP * gradient(x + WIDTH * jolt)

    def sam():
        picks = draw(len(x))
        slope = gradient(x, picks)
        length = (slope * slope).sum(-1, keepdims=True) ** 0.5
        x[:] -= STEP * gradient(x + RADIUS * slope / (length + 1e-12), picks)

    return locals()[method]
