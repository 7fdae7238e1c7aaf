"""Stored reviews as one self-contained page: what was decided, on which words, and charts. No
script, no outside address, and a policy that lets a browser load neither.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from poedesk.record.stored import StoredRecord
from poedesk.report.escape import html
from poedesk.report.export import Records, place

Crop = Callable[[Mapping[str, Any], Mapping[str, Any]], bytes | None]
"""A PNG of the place of a piece of evidence of a review, or None."""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --pass: #1a7f37; --fail: #c62828; --review: #b26a00 }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
article { border-top: 1px solid #8885; padding: 1rem 0; break-inside: avoid }
h2 { font-size: 1.1rem; margin: 0 } h3 { font-size: 1rem; margin: 1rem 0 .2rem }
.badge { color: #fff; border-radius: .3rem; padding: .1rem .5rem; margin-right: .5rem }
.pass { background: var(--pass) } .fail { background: var(--fail) }
.review { background: var(--review) } .finding { margin: .7rem 0 }
blockquote { margin: .2rem 0 .2rem 1rem; padding-left: .8rem; border-left: 3px solid #8885 }
table { border-collapse: collapse; margin: .6rem 0 } .quiet { opacity: .7; font-size: .9em }
th, td { text-align: left; padding: .2rem 1rem .2rem 0; border-bottom: 1px solid #8883 }
img { display: block; max-width: 100%; margin: .3rem 0; border: 1px solid #8885 }
svg { max-width: 100%; height: auto } svg text { font: 12px system-ui; fill: currentColor }
code { font-size: .85em; overflow-wrap: anywhere }
@media print { body { margin: 0; max-width: none } }
"""
_COLOURS = {"pass": "var(--pass)", "fail": "var(--fail)", "review": "var(--review)"}
_SHOWN = ("fail", "review")
_MOST = 10  # bars of a chart


@dataclass(slots=True)
class _Sums:
    """What the charts count while the records go by."""

    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    ages: Counter[str] = field(default_factory=Counter)
    overrides: Counter[str] = field(default_factory=Counter)

    def add(self, one: StoredRecord) -> None:
        review = one.review
        self.verdicts[one.reviewed_at[:7], review["verdict"]] += 1
        for finding in review["findings"]:
            if finding["severity"] == "required" and finding["outcome"] in _SHOWN:
                self.rules[finding["rule"]] += 1
        if review["acknowledged_on"]:
            days = date.fromisoformat(review["claim"]["date"]) - date.fromisoformat(
                review["acknowledged_on"]
            )
            self.ages[_months(days.days)] += 1
        for said in one.decisions:
            if said.action == "override":
                self.overrides[said.reviewer] += 1


def _months(days: int) -> str:
    for limit, name in ((0, "later than the claim"), (91, "up to 3 months"), (183, "3 to 6"),
                        (274, "6 to 9"), (366, "9 to 12")):  # fmt: skip
        if days <= limit - (limit == 0):
            return name
    return "over 12"


def no_crop(*_: object) -> None:
    """A `Crop` for a page without pictures."""


def to_html(records: Records, head: str, stream: IO[str], crop: Crop = no_crop) -> None:
    """Write the page. `head` is the digest of the audit chain's last entry."""
    sums, count = _Sums(), 0
    stream.write(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width"><title>poedesk: stored reviews</title>'
        f"<style>{_STYLE}</style></head><body><h1>Stored reviews</h1>\n"
    )
    for one in records():
        stream.writelines(f"{part}\n" for part in _article(one, crop))
        sums.add(one)
        count += 1
    if count > 1:
        stream.writelines(f"{part}\n" for part in _charts(sums))
    stream.write(
        f'<p class="quiet">{count} reviews · head of the audit chain <code>{html(head)}</code>'
        "</p></body></html>\n"
    )


def _article(one: StoredRecord, crop: Crop) -> Iterator[str]:
    review, claim = one.review, one.review["claim"]
    verdict = html(review["verdict"])
    parties = f"{claim['customer']['name'] or '–'} ← {claim['partner']['name'] or '–'}"
    yield (
        f'<article><h2><span class="badge {verdict}">{verdict.upper()}</span>{html(claim["id"])}'
        f"</h2><p>{html(parties)} · {html(', '.join(claim['workloads']) or 'no workloads')} · "
        f"filed {html(claim['date'])}"
        + (
            f" · acknowledged {html(review['acknowledged_on'])}"
            if review["acknowledged_on"]
            else ""
        )
        + "</p>"
    )
    if steps := review.get("way", {}).get("steps"):
        told = "".join(f"<li>{html(step['what'])}</li>" for step in steps)
        but = f" but for {', '.join(review['way']['open'])}" if review["way"]["open"] else ""
        yield f"<p><strong>It would pass{html(but)} with:</strong></p><ol>{told}</ol>"
    for finding in review["findings"]:
        if finding["outcome"] in _SHOWN:
            yield from _finding(review, finding, crop)
    yield from _workloads(review["workload_table"])
    yield from _acknowledgements(review["acknowledgements"])
    yield from _decided(one)
    passed = sum(each["outcome"] == "pass" for each in review["findings"])
    yield (
        f'<p class="quiet">{passed} rules passed · checklist {html(review["checklist"]["id"])} '
        f"<code>{html(review['checklist']['digest'])}</code><br>"
        f"reviewed {html(one.reviewed_at)} · entry <code>{html(one.entry)}</code>"
    )
    for each in review["files"]:
        yield f"<br>{html(each['path'])} <code>{html(each['sha256'])}</code>"
    yield "</p></article>"


def _finding(review: Mapping[str, Any], finding: Mapping[str, Any], crop: Crop) -> Iterator[str]:
    outcome = html(finding["outcome"])
    yield (
        f'<div class="finding"><span class="badge {outcome}">{outcome}</span>'
        f"<code>{html(finding['rule'])}</code> {html(finding['message'])}"
    )
    for piece in finding["evidence"][:5]:
        told = html(place(piece), 400)
        drawn = crop(review, piece)
        shown = f'<img alt="{told}" src="{_data(drawn)}">' if drawn else ""
        yield f"<blockquote>{told}{shown}</blockquote>"
    if finding["remedy"]:
        yield f"<p>→ {html(finding['remedy'])}</p>"
    yield "</div>"


def _data(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode()}"


def _workloads(rows: list[Mapping[str, Any]]) -> Iterator[str]:
    if not rows:
        return
    yield "<table><tr><th>workload<th>named<th>activity<th>users<th>dates</tr>"
    for row in rows:
        days = sorted(row["dates"])
        when = "–" if not days else days[0] if len(days) == 1 else f"{days[0]} … {days[-1]}"
        users = "–" if row["users"] is None else f"{row['users']:,}"
        told = [row["workload"], _yes(row["named"]), _yes(row["activity"]), users, when]
        yield "<tr>" + "".join(f"<td>{html(one)}" for one in told) + "</tr>"
    yield "</table>"


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _acknowledgements(acts: list[Mapping[str, Any]]) -> Iterator[str]:
    for act in acts:
        who = " ".join(str(act[key]) for key in ("name", "title", "organisation") if act[key])
        why = " ".join(reason["message"] for reason in act["reasons"])
        yield (
            f"<p>{html(act['status'])}: {html(act['kind'])}, {html(act['side'])} {html(who)} "
            f"{html(act['date'] or 'undated')} {html(why)}</p>"
        )


def _decided(one: StoredRecord) -> Iterator[str]:
    for said in one.decisions:
        about = said.rule or "the verdict"
        reason = f": “{html(said.reason)}”" if said.reason else ""
        yield (
            f"<p><b>{html(said.action)}</b> {html(about)} → {html(said.outcome)}, "
            f"{html(said.reviewer)}, {html(said.decided_at)}{reason}</p>"
        )


# ── Charts ──────────────────────────────────────────────────────────────────────────────


def _charts(sums: _Sums) -> Iterator[str]:
    months = sorted({month for month, _ in sums.verdicts})
    yield "<h3>Verdicts by month</h3>"
    yield _bars(
        [(month, [(v, sums.verdicts[month, v]) for v in _COLOURS]) for month in months[-24:]]
    )
    yield from _simple("Rules that fail or need a person most often", sums.rules)
    yield from _simple("Age of the acknowledgement at the claim's date", sums.ages)
    yield from _simple("Overrides by reviewer", sums.overrides)


def _simple(title: str, counts: Counter[str]) -> Iterator[str]:
    if counts:
        yield f"<h3>{title}</h3>"
        yield _bars([(name, [("review", n)]) for name, n in counts.most_common(_MOST)])


def _bars(rows: list[tuple[str, list[tuple[str, int]]]]) -> str:
    """Level bars, each in parts; the numbers stand beside them and are read aloud as titles."""
    top = max((sum(n for _, n in parts) for _, parts in rows), default=1) or 1
    drawn, y = [], 4
    for name, parts in rows:
        x = 230.0
        drawn.append(f'<text x="0" y="{y + 13}">{html(name, 34)}</text>')
        for kind, number in parts:
            wide = 330.0 * number / top
            drawn.append(
                f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="16" '
                f'style="fill:{_COLOURS[kind]}"><title>{kind}: {number}</title></rect>'
            )
            x += wide
        told = " / ".join(str(n) for _, n in parts)
        drawn.append(f'<text x="{x + 6:.1f}" y="{y + 13}">{told}</text>')
        y += 22
    return f'<svg viewBox="0 0 640 {y + 4}" width="640" role="img">{"".join(drawn)}</svg>'
