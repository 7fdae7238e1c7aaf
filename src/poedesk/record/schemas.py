"""The JSON schemas of what poedesk prints: what other programs may rely on.

More keys may be added to any object; those named here stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from poedesk.model import (
    AckKind,
    AckStatus,
    Activity,
    DateRole,
    FileKind,
    Outcome,
    Precision,
    Severity,
    Side,
    Unit,
    Verdict,
)

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_WHOLE: Schema = {"type": "integer"}
_MAYBE_WHOLE: Schema = {"type": ["integer", "null"]}
_FLAG: Schema = {"type": "boolean"}
_DAY: Schema = {"type": "string", "format": "date"}
_MAYBE_DAY: Schema = {"type": ["string", "null"], "format": "date"}
_DIGEST: Schema = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}


def _object(**properties: Schema) -> Schema:
    """An object that has all of these; more may stand in it."""
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _one_of(values: type[Enum]) -> Schema:
    return {"enum": [one.value for one in values]}


def _maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _evidence() -> Schema:
    box = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
    schema = _object(
        file=_MAYBE, page=_MAYBE_WHOLE, part=_MAYBE, start=_MAYBE_WHOLE, end=_MAYBE_WHOLE,
        quote=_MAYBE, boxes=_list(box),
    )  # fmt: skip
    schema["properties"] |= {
        "declared": _object(key=_TEXT, value=_TEXT),
        "fault": _object(file=_TEXT, cause=_TEXT),
        "searched": _list(_TEXT),
    }
    return schema


_EVIDENCE = _list({"$ref": "#/$defs/evidence"})


def _file() -> Schema:
    return _object(
        path=_TEXT, inside=_MAYBE, sha256=_MAYBE, kind=_one_of(FileKind), pages=_MAYBE_WHOLE,
        error=_MAYBE, unread=_list(_object(part=_TEXT, reason=_TEXT)),
        marks=_list(_object(kind=_TEXT, message=_TEXT, evidence=_EVIDENCE)),
    )  # fmt: skip


def _finding() -> Schema:
    return _object(
        rule=_TEXT, severity=_one_of(Severity), outcome=_one_of(Outcome), message=_TEXT,
        category=_MAYBE, remedy=_MAYBE, needs=_list(_TEXT), evidence=_EVIDENCE,
    )  # fmt: skip


def _acknowledgement() -> Schema:
    return _object(
        kind=_one_of(AckKind), status=_one_of(AckStatus), side=_one_of(Side), name=_MAYBE,
        title=_MAYBE, organisation=_MAYBE, email=_MAYBE, date=_MAYBE_DAY,
        reasons=_list(_object(rule=_TEXT, message=_TEXT)), evidence=_EVIDENCE,
    )  # fmt: skip


def _facts() -> Schema:
    return _object(
        dates=_list(_object(value=_DAY, precision=_one_of(Precision), role=_one_of(DateRole),
                            ambiguous=_FLAG, evidence=_EVIDENCE)),
        parties=_list(_object(role=_one_of(Side), name=_TEXT, evidence=_EVIDENCE)),
        workloads=_list(_object(id=_TEXT, **{"as": _TEXT}, evidence=_EVIDENCE)),
        user_counts=_list(_object(value=_WHOLE, unit=_one_of(Unit), workloads=_list(_TEXT),
                                  evidence=_EVIDENCE)),
        activities=_list(_object(**{"class": _one_of(Activity)}, workloads=_list(_TEXT),
                                 evidence=_EVIDENCE)),
    )  # fmt: skip


def _difference() -> Schema:
    turned = _object(
        rule=_TEXT, severity=_one_of(Severity), before=_maybe(_one_of(Outcome)),
        now=_one_of(Outcome),
    )  # fmt: skip
    return _object(
        reviewed_at=_TEXT, verdict=_one_of(Verdict), checklist=_TEXT, turned=_list(turned),
        added=_list(_TEXT), removed=_list(_TEXT), changed=_list(_TEXT),
    )  # fmt: skip


def review() -> Schema:
    """One review, as `check` prints it."""
    party = _object(name=_MAYBE)
    schema = _object(
        claim=_object(id=_TEXT, type={"enum": ["usage", "presales"]}, date=_DAY, partner=party,
                      customer=party, workloads=_list(_TEXT)),
        checklist=_object(id=_TEXT, digest=_DIGEST),
        settings=_DIGEST,
        verdict=_one_of(Verdict),
        acknowledged_on=_MAYBE_DAY,
        files=_list(_file()),
        findings=_list(_finding()),
        acknowledgements=_list(_acknowledgement()),
        facts=_facts(),
        workload_table=_list(_object(
            workload=_TEXT, named=_FLAG, activity=_FLAG, users=_MAYBE_WHOLE, dates=_list(_DAY),
            evidence=_EVIDENCE)),
    )  # fmt: skip
    # Not in reviews that were stored before they were known; the difference is null where the claim
    # was not stored before.
    step = _object(what=_TEXT, rules=_list(_TEXT))
    schema["properties"] |= {
        "way": _object(steps=_list(step), open=_list(_TEXT)),
        "since_last_review": _maybe(_difference()),
    }
    return schema


def _error() -> Schema:
    return _object(claim=_MAYBE, path=_TEXT, kind=_TEXT, message=_TEXT)


def run() -> Schema:
    """One run, as `check --format json` prints it."""
    return _object(
        schema={"const": "poedesk/review/1"}, tool=_TEXT, errors=_list(_error()),
        reviews=_list(review()),
    )  # fmt: skip


def stored() -> Schema:
    """One line of `export --format jsonl`."""
    said = _object(
        rule=_MAYBE, action=_TEXT, outcome=_TEXT, reason=_TEXT, reviewer=_TEXT, decided_at=_TEXT,
        review_id=_WHOLE,
    )  # fmt: skip
    return _object(
        review_id=_WHOLE, reviewed_at=_TEXT, entry=_TEXT, review=review(), decisions=_list(said)
    )


def estimate() -> Schema:
    """What `estimate --format json` prints."""
    row = _object(
        tenant_id=_TEXT, workload=_TEXT, month=_TEXT, mau=_WHOLE, pau=_WHOLE, prior_hwm=_WHOLE,
        compensable_units=_WHOLE, rate=_MAYBE, payout=_TEXT, paid_to_date=_TEXT, reason=_TEXT,
    )  # fmt: skip
    return _object(
        schema={"const": "poedesk/estimate/1"}, rows=_list(row),
        totals={"type": "object", "additionalProperties": _TEXT}, warnings=_list(_TEXT),
        faults=_list(_TEXT),
    )  # fmt: skip


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "run": run,
    "review": review,
    "export": stored,
    "estimate": estimate,
}


def schema(name: str) -> Schema:
    """The whole schema of that name (JSON Schema, draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"poedesk {name}",
        **SCHEMAS[name](),
        "$defs": {"evidence": _evidence()},
    }
