"""One read file and what was found in it, as plain data: the JSON of `poedesk facts`."""

from __future__ import annotations

from collections.abc import Sequence

from poedesk import __version__
from poedesk.model import (
    AckKind,
    Acknowledgement,
    ActivityFact,
    Address,
    CountFact,
    DateFact,
    DisclosureFact,
    Document,
    Envelope,
    Examination,
    Examined,
    Fact,
    Facts,
    Mail,
    Message,
    Part,
    PartyFact,
    Quoted,
    Recipient,
    SectorCue,
    Technical,
    WorkloadFact,
)
from poedesk.record.evidence import Boxes, Record, all_evidence, evidence, iso

SCHEMA = "poedesk/facts/1"
_KINDS = ("dates", "parties", "workloads", "user_counts", "activities")
_ALL_KINDS = (*_KINDS, "disclosures", "sector_cues")


def record_examination(one: Examination) -> Record:
    """All that was read of a file and of what it encloses, text and all."""
    return {
        "schema": SCHEMA,
        "tool": f"poedesk {__version__}",
        "files": [
            {**_examined(each, one.boxes), "size": size, "encloses": _enclosed(each, one)}
            for each, size in zip(one.files, one.sizes, strict=True)
        ],
    }


def _enclosed(container: Examined, among: Examination) -> list[str]:
    path = container.document.path
    return [one.document.path for one in among.files if one.document.inside == path]


def _examined(one: Examined, boxes: Boxes) -> Record:
    document = one.document
    return {
        **file(document, boxes),
        "created": iso(document.created),
        "modified": iso(document.modified),
        "mail": _mail(document.mail) if document.mail else None,
        "parts": [_part(each, document) for each in document.parts],
        "acknowledgements": [_acknowledgement(act, boxes) for act in one.acknowledgements],
        "facts": _detailed_facts(one.facts, boxes),
    }


def file(document: Document, boxes: Boxes) -> Record:
    """What a file is and how far it was read, without its text."""
    return {
        "path": document.path,
        "inside": document.inside,
        "sha256": document.sha256 or None,
        "kind": document.kind.value,
        "pages": document.pages,
        "language": document.language,
        "error": document.error.cause if document.error else None,
        "unread": [{"part": one.part, "reason": one.reason} for one in document.unread],
        "recognised": [
            {"part": one.name, "certainty": round(one.certainty, 3)}
            for one in document.parts
            if one.certainty is not None
        ],
        "marks": [
            {"kind": one.kind, "message": one.message, "evidence": all_evidence(one.spans, boxes)}
            for one in document.marks
        ],
    }


def _part(one: Part, document: Document) -> Record:
    """A part with its text; `certainty` is set where the text was recognised."""
    return {
        "name": one.name,
        "page": one.page,
        "start": one.start,
        "end": one.end,
        "certainty": one.certainty,
        "text": document.text[one.start : one.end],
    }


# ── Mail ────────────────────────────────────────────────────────────────────────────────


def _mail(one: Mail) -> Record:
    """What a mail says of itself and of the messages in it."""
    return {
        "subject": one.subject,
        "from": _address(one.sender),
        "to": [_address(each) for each in one.to],
        "cc": [_address(each) for each in one.cc],
        "bcc": [_address(each) for each in one.bcc],
        "submitted_by": _address(one.submitter),
        "sent": iso(one.submitted),
        "delivered": iso(one.delivered),
        "state": one.state.value,
        "message_id": one.message_id or None,
        "in_reply_to": one.in_reply_to or None,
        "references": list(one.references),
        "way": [f"{hop.taken_from or '?'} → {hop.taken_by or '?'}" for hop in one.hops],
        "class": one.message_class or None,
        "original_headers": one.original_headers,
        "messages": [_message(each) for each in one.messages],
    }


def _message(one: Message) -> Record:
    return {
        "depth": one.depth,
        "from": _address(one.sender),
        "to": [_address(each) for each in one.to],
        "sent": iso(one.sent or one.day),  # the day alone where the zone is not written
        "subject": one.subject,
        "forwarded": one.forwarded,
        "start": one.start,
        "end": one.end,
        "head": list(one.head) if one.head else None,
    }


def _address(one: Address | None) -> str | None:
    if one is None:
        return None
    return f"{one.name} <{one.email}>" if one.name and one.email else one.name or one.email


# ── Acknowledgements ────────────────────────────────────────────────────────────────────


def signer(act: Acknowledgement) -> Record:
    """Who acknowledged, by the words of the document or else of the certificate."""
    own = act.technical if act.kind is not AckKind.PROVIDER else None
    return {
        "name": _value(act.name) or (own.signer if own else None) or None,
        "title": _value(act.title) or (own.title if own else None) or None,
        "organisation": _value(act.organisation) or (own.organisation if own else None) or None,
        "email": act.email,
    }


def _value(quoted: Quoted | None) -> str | None:
    return quoted.value if quoted else None


def _acknowledgement(act: Acknowledgement, boxes: Boxes) -> Record:
    """An acknowledgement as it stands, before any claim: no status, no reasons."""
    when = act.moment or (act.date.value if act.date else None)
    return {
        "kind": act.kind.value,
        "side": act.side.value,
        **signer(act),
        "date": iso(when),
        "labels": sorted(act.labels),
        "why": act.why,
        "technical": _technical(act.technical) if act.technical else None,
        "envelope": _envelope(act.envelope) if act.envelope else None,
        "stance": act.mail.stance.value if act.mail else None,
        "describes_work": act.mail.describes_work if act.mail else None,
        "evidence": all_evidence(act.evidence, boxes),
    }


def _envelope(one: Envelope) -> Record:
    return {
        "certified": one.certified,
        "void": one.void or None,
        "service": one.service or None,
        "numbers": sorted(one.numbers),
        "stamped": one.stamped,
        "status": one.status or None,
        "pages": one.pages,
        "recipients": [_recipient(each) for each in one.recipients],
        "doubts": list(one.doubts),
    }


def _recipient(one: Recipient) -> Record:
    return {
        "name": one.name or None,
        "email": one.email or None,
        "role": one.role or None,
        "date": iso(one.moment or (one.date.value if one.date else None)),
        "authentication": one.authentication or None,
    }


def _technical(one: Technical) -> Record:
    return {name: getattr(one, name) for name in Technical.__slots__}


# ── Facts ───────────────────────────────────────────────────────────────────────────────


def facts(all_facts: Sequence[Facts], boxes: Boxes) -> Record:
    """The facts of several files as a review shows them."""
    return {
        kind: [
            {**_fact(one), "evidence": [evidence(one.span, boxes)]}
            for each in all_facts
            for one in getattr(each, kind)
        ]
        for kind in _KINDS
    }


def _detailed_facts(found: Facts, boxes: Boxes) -> Record:
    """Every fact of one file with all that is known of it."""
    return {
        kind: [
            {**_fact(one), **_details(one), "evidence": [evidence(one.span, boxes)]}
            for one in getattr(found, kind)
        ]
        for kind in _ALL_KINDS
    }


def _fact(one: Fact) -> Record:
    match one:
        case DateFact():
            return {
                "value": one.value.isoformat(),
                "precision": one.precision.value,
                "role": one.role.value,
                "ambiguous": one.ambiguous,
            }
        case PartyFact():
            return {"role": one.role.value, "name": one.name}
        case WorkloadFact():
            return {"id": one.id, "as": one.alias}
        case CountFact():
            return {
                "value": one.value,
                "unit": one.unit.value,
                "workloads": list(one.workloads),
            }
        case ActivityFact():
            return {"class": one.activity.value, "workloads": list(one.workloads)}
        case DisclosureFact():
            return {"elements": sorted(one.elements)}
        case SectorCue():
            return {"sector": one.sector, "strong": one.strong, "country": one.country}


def _details(one: Fact) -> Record:
    match one:
        case DateFact():
            return {"readings": [day.isoformat() for day in one.readings]}
        case PartyFact():
            return {"certainty": one.certainty}
        case WorkloadFact():
            return {"weak": one.weak, "passing": one.passing}
        case CountFact():
            return {"applies_to_all": one.applies_to_all, "licence_list": one.licence_list}
        case ActivityFact():
            return {"negated": one.negated, "specifics": list(one.specifics)}
        case _:
            return {}
