"""How Voila runs the sessions; what a page looks like stands in `voila.json`. Voila reads both from the folder it starts in.

The name is Voila's choice, and hides the package of that name from whoever looks in this folder first, as `python -m voila`
does: then this file steps aside.
"""

import importlib
import runpy
import sys
from pathlib import Path


def step_aside():
    """Let the package be found, and run or hand it over."""
    here = Path(__file__).resolve().parent
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != here] + [str(here)]
    sys.modules.pop("voila", None)
    if __name__ == "__main__":
        runpy.run_module("voila", run_name="__main__", alter_sys=True)
    else:
        importlib.import_module("voila")


def set_cookie(request, notebook, cwd):
    """Give the page the cookie that it must show when it closes, else its last word is refused and the session stays."""
    request.xsrf_token  # noqa: B018 - reading it sets the cookie


def configure(c):
    """Voila's places, and who stands in them."""
    from lecture_room import Door, Line, Room, homes, versioned

    homes.furnish()
    c.VoilaConfiguration.multi_kernel_manager_class = Room
    c.VoilaConfiguration.prelaunch_hook = set_cookie
    c.VoilaConfiguration.page_config_hook = versioned
    c.Voila.identity_provider_class = Door
    c.Voila.kernel_websocket_connection_class = Line
    c.KernelManager.transport_encryption = "auto"
    c.KernelManager.autorestart = False  # an empty session behind an old page would look alive
    c.MappingKernelManager.cull_idle_timeout = 1  # more than none: how long a session stays without a page is the room's to say
    c.MappingKernelManager.cull_interval = 1


if "get_config" in globals():
    configure(get_config())  # noqa: F821 - Voila provides it
else:
    step_aside()
