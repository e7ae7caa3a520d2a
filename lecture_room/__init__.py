"""The server's side: who may come in, and how much one visitor may take, so that the visitor pays and never the room.

`voila.py` puts these in Voila's places: `Room` keeps the sessions, `Line` carries one page's messages, `Door` knows whose
session is whose. Nothing here knows what a session computes; no session can reach what stands here.
"""

from lecture_room import homes
from lecture_room.assets import versioned
from lecture_room.door import Door
from lecture_room.line import Line
from lecture_room.room import Room

__all__ = ["Door", "Line", "Room", "homes", "versioned"]
