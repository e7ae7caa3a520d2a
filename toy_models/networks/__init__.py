"""Small networks, one file each, over flat weights; stacks of layers by their sizes; and modules of torch (`module`)."""

from toy_models import own_network, stack
from toy_models.catalogue import Catalogue
from toy_models.network import Network

_catalogue = Catalogue(__name__, __path__, "network", Network, Network)
names = _catalogue.names
module = own_network.of


def get(name: str | Network) -> Network:
    """The network of a file's name, or of sizes such as "196-100-10" or "784-32-32-10 tanh" (`toy_models.stack`); one as it is.

    The key of a `module` is known while that is held. Raises `InvalidArgument` for anything else.
    """
    mine = own_network.known(name)
    if mine is not None:
        return mine
    return stack.of(name) if isinstance(name, str) and stack.describes(name) else _catalogue.get(name)
