"""Going on with a run: which claims were reviewed before, exactly as they would be now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from poedesk.errors import PoedeskError

if TYPE_CHECKING:
    from sqlite3 import Connection

    from poedesk.model import Claim, Earlier, RunError, Settings


def reviewed_before(
    db: Connection, claims: Iterable[Claim | RunError], settings: Settings, folders: Sequence[Path]
) -> Iterator[Earlier]:
    """The claims whose stored review still holds: they need not be reviewed again."""
    from poedesk.judge.checklist import choose
    from poedesk.model import RunError
    from poedesk.review import prepared
    from poedesk.sandbox.opening import sha256
    from poedesk.store.earlier import earlier

    for claim in claims:
        if isinstance(claim, RunError):
            continue
        with suppress(PoedeskError, OSError):  # what is wrong is told when it is reviewed
            judged = prepared(claim, settings)
            digests = {name: sha256(path) for name, path in claim.files}
            found = earlier(db, judged, digests, choose(judged, folders), settings)
            if found is not None and not (settings.passwords and _left_unread(found)):
                yield found


def _left_unread(review: Earlier) -> bool:
    """Whether a file, or a part of one, was not read: a password may open it now, and passwords
    are secret and in no digest.
    """
    return any(one["error"] or one["unread"] for one in review.record["files"])
