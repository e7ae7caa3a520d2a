"""The `nn.Module` that everybody would write for one of our networks with a hidden layer."""

import torch


def twin(network, x, unit):
    """A float64 `torch.nn.Sequential` of two linear layers around a `unit`, with the weights x (1, weight) of a network."""
    inputs, hidden, outputs = network.layers
    model = torch.nn.Sequential(torch.nn.Linear(inputs, hidden), unit, torch.nn.Linear(hidden, outputs)).double()
    blocks = network.unflatten(torch.tensor(x))
    with torch.no_grad():
        for layer, weights, bias in ((model[0], blocks.W1, blocks.b1), (model[2], blocks.W2, blocks.b2)):
            layer.weight.copy_(weights[0].T)
            layer.bias.copy_(bias[0, 0])
    return model
