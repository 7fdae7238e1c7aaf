"""Whether a claim was reviewed before exactly as it would be reviewed now."""

from __future__ import annotations

import json
from sqlite3 import Connection

from poedesk.model import Checklist, Claim, Earlier, Settings, Verdict
from poedesk.record.claim import declaration, remembered
from poedesk.store.chain import canonical

_NEWEST = """
select r.verdict, r.reviewed_at, p.payload from reviews r
join payloads p on p.review_id = r.id and p.decision_id is null
where r.claim_id = :claim and r.checklist_digest = :checklist and r.settings = :settings
  and r.tool = :tool and r.id = (select max(id) from reviews where claim_id = :claim)
"""


def earlier(
    db: Connection, claim: Claim, digests: dict[str, str], checklist: Checklist, settings: Settings
) -> Earlier | None:
    """The newest review of the claim, where it declared the same (`claim` as it is judged), of the
    same files (hex sha256 by name), by the same checklist, settings and tool; else None.
    """
    asked = {
        "claim": claim.id,
        "checklist": checklist.digest,
        "settings": settings.digest,
        "tool": f"poedesk {settings.version}",
    }
    row = db.execute(_NEWEST, asked).fetchone()
    if row is None:
        return None
    verdict, moment, payload = row
    told = json.loads(payload)
    if canonical(told["claim"]) != canonical(declaration(claim, digests)):
        return None
    record = told["review"]
    return Earlier(claim, Verdict(verdict), moment, record, remembered(record).claims)
