"""A run as one self-contained page: no script, no outside address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from poedesk.model import Review, RunError
from poedesk.report import words
from poedesk.report.escape import html

_STYLE = """
:root { color-scheme: light dark; --pass: #1a7f37; --fail: #c62828; --review: #b26a00 }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
article { border-top: 1px solid #8885; padding: 1rem 0; break-inside: avoid }
h2 { font-size: 1.1rem; margin: 0 }
.badge { color: #fff; border-radius: .3rem; padding: .1rem .5rem; margin-right: .5rem }
.pass { background: var(--pass) } .fail { background: var(--fail) }
.review { background: var(--review) }
.finding { margin: .8rem 0 } code { font-size: .9em }
blockquote { margin: .2rem 0 .2rem 1rem; padding-left: .8rem; border-left: 3px solid #8885 }
.remedy { margin: .2rem 0 .2rem 1rem } .quiet { opacity: .7 }
table { border-collapse: collapse; margin: .8rem 0 }
th, td { text-align: left; padding: .2rem 1rem .2rem 0; border-bottom: 1px solid #8883 }
"""


def render(reviews: Sequence[Review], errors: Sequence[RunError]) -> str:
    """The whole run."""
    total = words.total([*reviews, *errors])
    title = html(str(total))
    body = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1>",
    ]
    for review in reviews:
        body.extend(_review(review))
    body.extend(
        f'<article><h2><span class="badge fail">ERROR</span>{html(error.claim or error.path)}'
        f"</h2><p>{html(error.message)}</p></article>"
        for error in errors
    )
    body.extend(f'<p class="quiet">{html(note)}</p>' for note in total.notes)
    body.append("</body></html>\n")
    return "\n".join(body)


def _review(review: Review) -> Iterator[str]:
    verdict = review.verdict.value
    yield (
        f'<article><h2><span class="badge {verdict}">{verdict.upper()}</span>'
        f"{html(review.claim.id)}</h2><p>{html(words.heading(review))}</p>"
    )
    if told := words.since(review):
        turned = "".join(f"<li>{html(each)}</li>" for each in told[1:])
        yield f"<p><strong>{html(told[0])}</strong></p>" + (f"<ul>{turned}</ul>" if turned else "")
    if note := words.declare(review):
        yield f"<p><strong>{html(note)}</strong></p>"
    lead, facts = words.way(review)
    if lead:
        items = "".join(f"<li>{html(fact)}</li>" for fact in facts)
        yield f"<p><strong>{html(lead)}</strong></p>" + (f"<ol>{items}</ol>" if items else "")
    for finding in words.pressing(review):
        yield from _finding(finding)
    if said := words.acknowledged(review):
        yield f"<p>{html(said)}</p>"
    if review.judgement.workload_table:
        yield "<table><tr>" + "".join(f"<th>{one}</th>" for one in words.WORKLOAD_HEAD) + "</tr>"
        for row in review.judgement.workload_table:
            cells = "".join(f"<td>{html(cell)}</td>" for cell in words.workload_cells(row))
            yield f"<tr>{cells}</tr>"
        yield "</table>"
    yield f'<p class="quiet">{html(words.tally(review))}</p></article>'


def _finding(finding: words.Pressing) -> Iterator[str]:
    outcome = finding.outcome.value
    yield (
        f'<div class="finding"><span class="badge {outcome}">{outcome}</span>'
        f"<code>{html(finding.rule)}</code> {html(finding.message)}"
    )
    yield from (f"<blockquote>{html(one)}</blockquote>" for one in finding.places)
    if finding.remedy:
        yield f'<p class="remedy">→ {html(finding.remedy)}</p>'
    yield "</div>"
