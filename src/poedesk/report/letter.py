"""A letter to the partner: what is missing, by reason category, and what to send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from poedesk.record.evidence import Record
from poedesk.report.escape import line

_OPEN = {
    "fail": "cannot be approved as it stands. This is what is missing",
    "review": "cannot be decided yet. This would settle it",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to send: what was seen of it, in which files, and the remedy."""

    seen: tuple[str, ...]
    files: tuple[str, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`requests` by the reviewers' reason categories, the heaviest first."""

    partner: str
    opening: str
    requests: dict[str, tuple[Request, ...]]
    closing: str

    def text(self) -> str:
        """The letter as plain text, to be edited and pasted."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"Dear {line(self.partner)},\n\n{line(self.opening, 600)}\n"
        for category, requests in self.requests.items():
            yield line(category[:1].upper() + category[1:])
            for one in requests:
                yield f"- {line(one.remedy, 600)}"
                yield from (f"  What we saw: {line(each, 600)}" for each in one.seen)
                if one.files:
                    yield f"  Looked at: {', '.join(line(each, 80) for each in one.files)}"
            yield ""
        yield line(self.closing)


def letter(record: Record) -> Letter | None:
    """The letter for a recorded review that does not pass; None where the partner can do nothing
    about it. A remedy that several rules share is asked for once.
    """
    if record["verdict"] == "pass":
        return None
    requests: dict[str, dict[str, Request]] = {}
    said: set[str] = set()
    for finding in _asked(record):
        told = requests.setdefault(finding["category"] or "", {})
        remedy, message = finding["remedy"], finding["message"]
        before = told.get(remedy, Request((), (), remedy))
        seen = () if any(message in one for one in said) else (message,)
        files = (*before.files, *_files(finding))
        told[remedy] = Request((*before.seen, *seen), tuple(dict.fromkeys(files)), remedy)
        said.add(message)
    if not requests:
        return None
    claim = record["claim"]
    customer = claim["customer"]["name"]
    workloads = ", ".join(claim["workloads"]) or "no workloads"
    about = f" for {customer}" if customer else ""
    return Letter(
        partner=claim["partner"]["name"] or "partner",
        opening=f"your claim {claim['id']}{about} ({workloads}), "
        f"submitted on {claim['date']}, {_OPEN[record['verdict']]}:",
        requests={category: tuple(told.values()) for category, told in requests.items()},
        closing=_closing(record),
    )


def _asked(record: Record) -> Iterator[Record]:
    """What is open and can be mended: of a claim that fails, what makes it fail comes first."""
    for outcome in ("fail", "review"):
        for finding in record["findings"]:
            is_open = finding["outcome"] == outcome and finding["severity"] == "required"
            if is_open and finding["remedy"]:
                yield finding


def _files(finding: Record) -> Iterator[str]:
    for evidence in finding["evidence"]:
        if evidence["file"]:
            yield evidence["file"]
        yield from evidence.get("searched") or ()


def _closing(record: Record) -> str:
    met = sum(one["outcome"] == "pass" for one in record["findings"])
    return f"The other requirements that were checked ({met}) are met."
