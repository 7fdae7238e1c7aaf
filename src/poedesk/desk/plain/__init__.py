"""The desk line by line, by prompts: for screen readers, braille lines and slow links.

The same queue, the same words and the same decisions as on the screen; nothing is drawn, nothing
moves, and every answer is a line of its own.
"""

from __future__ import annotations

from typing import TextIO

from poedesk.desk.plain.queue import QueueTalk
from poedesk.desk.session import Session


def walk(session: Session, given: TextIO, told: TextIO) -> None:
    """Walk the queue until the reviewer leaves or `given` ends."""
    QueueTalk(session, given, told).cmdloop()
