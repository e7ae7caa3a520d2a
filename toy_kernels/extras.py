"""Libraries that not everybody needs, by name: `from toy_kernels.extras import torch`. Where one is missing, the error says which
extra of ours brings it.
"""

import importlib
from contextlib import contextmanager

EXTRAS = {"torch": "torch"}  # library: extra


def __getattr__(name):
    if name not in EXTRAS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:  # it is there, and lacks something itself
            raise
        words = f"{name} is not installed, and this needs it: pip install 'wide-valleys[{EXTRAS[name]}]'"
        raise ModuleNotFoundError(words, name=name) from None


@contextmanager
def one_thread():
    """torch on this thread alone, meanwhile: small products take longer to share out than to do."""
    torch = __getattr__("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
