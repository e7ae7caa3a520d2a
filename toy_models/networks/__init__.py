"""Small networks, one file each, over flat weights."""

from toy_models.catalogue import Catalogue
from toy_models.network import Network

_catalogue = Catalogue(__name__, __path__, "network", Network, Network)
names = _catalogue.names
get = _catalogue.get
