"""Stored reviews for auditors: tables, JSON Lines, and one page with charts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from poedesk.record.stored import StoredRecord
from poedesk.report.escape import cell

Records = Callable[[], Iterator[StoredRecord]]
"""Gives the selected records anew each time, so that none has to be kept."""

_CLAIMS = (
    "claim", "review", "reviewed_at", "type", "claim_date", "partner", "customer", "workloads",
    "verdict", "acknowledged_on", "decided", "reviewer", "checklist", "checklist_digest",
    "settings", "entry",
)  # fmt: skip
_FINDINGS = (
    "claim", "review", "rule", "severity", "outcome", "category", "message", "remedy", "needs",
    "evidence",
)  # fmt: skip
_ACTS = (
    "claim", "review", "kind", "status", "side", "name", "title", "organisation", "email", "date",
    "reasons",
)  # fmt: skip
_FACTS = ("claim", "review", "fact", "value", "file", "page", "start", "end", "quote")
_DECISIONS = (
    "claim", "review", "rule", "action", "outcome", "reason", "reviewer", "decided_at",
)  # fmt: skip

Row = Sequence[Any]


def _claims(one: StoredRecord) -> Iterator[Row]:
    review, claim = one.review, one.review["claim"]
    last = next((each for each in reversed(one.decisions) if each.rule is None), None)
    yield (
        claim["id"], one.review_id, one.reviewed_at, claim["type"], claim["date"],
        claim["partner"]["name"], claim["customer"]["name"], "; ".join(claim["workloads"]),
        review["verdict"], review["acknowledged_on"], last.outcome if last else None,
        last.reviewer if last else None, review["checklist"]["id"], review["checklist"]["digest"],
        review["settings"], one.entry,
    )  # fmt: skip


def _findings(one: StoredRecord) -> Iterator[Row]:
    for each in one.review["findings"]:
        yield (
            one.review["claim"]["id"], one.review_id, each["rule"], each["severity"],
            each["outcome"], each["category"], each["message"], each["remedy"],
            "; ".join(each["needs"]), " | ".join(place(piece) for piece in each["evidence"]),
        )  # fmt: skip


def _acts(one: StoredRecord) -> Iterator[Row]:
    for each in one.review["acknowledgements"]:
        yield (
            one.review["claim"]["id"], one.review_id,
            *(each[key] for key in _ACTS[2:-1]),
            " ".join(reason["message"] for reason in each["reasons"]),
        )  # fmt: skip


def _facts(one: StoredRecord) -> Iterator[Row]:
    for kind, group in one.review["facts"].items():
        for each in group:
            value = {key: told for key, told in each.items() if key != "evidence"}
            words = json.dumps(value, ensure_ascii=False)
            for piece in each["evidence"] or [{}]:
                places = (piece.get(key) for key in ("file", "page", "start", "end", "quote"))
                yield (one.review["claim"]["id"], one.review_id, kind, words, *places)


def _decisions(one: StoredRecord) -> Iterator[Row]:
    for each in one.decisions:
        yield (
            one.review["claim"]["id"], each.review_id, each.rule or "(verdict)", each.action,
            each.outcome, each.reason, each.reviewer, each.decided_at,
        )  # fmt: skip


TABLES: dict[str, tuple[Sequence[str], Callable[[StoredRecord], Iterator[Row]]]] = {
    "claims": (_CLAIMS, _claims),
    "findings": (_FINDINGS, _findings),
    "acknowledgements": (_ACTS, _acts),
    "facts": (_FACTS, _facts),
    "decisions": (_DECISIONS, _decisions),
}


def place(piece: dict[str, Any]) -> str:
    """A piece of recorded evidence in words."""
    if piece.get("quote") is not None:
        where = f"page {piece['page']}" if piece["page"] else piece["part"]
        return f"{piece['file']}, {where}: “{' '.join(piece['quote'].split())}”"
    if "declared" in piece:
        return f"{piece['declared']['key']} = {piece['declared']['value']}"
    if "fault" in piece:
        return f"{piece['fault']['file']}: {piece['fault']['cause']}"
    return "looked in " + (", ".join(piece.get("searched", ())) or "no file")


def to_csv(records: Records, table: str, stream: IO[str]) -> None:
    """One of the tables; text that a spreadsheet would take for a formula is marked as text."""
    header, rows = TABLES[table]
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    for one in records():
        writer.writerows([cell(value) for value in row] for row in rows(one))


def to_xlsx(records: Records, head: str, path: Path) -> None:
    """A workbook with a sheet for each table, and one that names the chain's head."""
    from poedesk.report.workbook import Sheet, write

    sheets: dict[str, Sheet] = {
        name: (header, _rows(records(), rows)) for name, (header, rows) in TABLES.items()
    }
    write(path, {**sheets, "about": (("what", "value"), [("head of the audit chain", head)])})


def _rows(
    records: Iterable[StoredRecord], rows: Callable[[StoredRecord], Iterator[Row]]
) -> Iterator[Row]:
    for one in records:
        yield from rows(one)


def to_jsonl(records: Records, stream: IO[str]) -> None:
    """One stored review a line: the review as it was printed, its entry, the decisions."""
    for one in records():
        data = {
            "review_id": one.review_id,
            "reviewed_at": one.reviewed_at,
            "entry": one.entry,
            "review": one.review,
            "decisions": [
                {key: getattr(each, key) for key in each.__slots__} for each in one.decisions
            ],
        }
        stream.write(json.dumps(data, ensure_ascii=False) + "\n")
