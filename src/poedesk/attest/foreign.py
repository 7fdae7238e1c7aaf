"""Where foreign code meets hostile files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from poedesk.errors import UnreadableError
from poedesk.read.text import normalise

_LONGEST_CAUSE = 200


@contextmanager
def library(failure: str) -> Iterator[None]:
    """Turn whatever a library raises on a hostile file into UnreadableError, with `failure` as
    what it means.
    """
    try:
        yield
    except UnreadableError:
        raise
    except MemoryError:
        raise
    except Exception as error:
        cause = " ".join(normalise(str(error))[0].split())[:_LONGEST_CAUSE]
        raise UnreadableError(f"{failure} ({cause or type(error).__name__})") from error
