"""What a person reads in ten seconds: verdict, what fails, where, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from poedesk.model import Earlier, Outcome, Review, RunError, Verdict
from poedesk.report import words
from poedesk.report.escape import line
from poedesk.report.words import VERDICTS

_STYLES = {
    Verdict.PASS: "bold green",
    Verdict.FAIL: "bold red",
    Verdict.REVIEW: "bold yellow",
    Outcome.FAIL: "red",
    Outcome.REVIEW: "yellow",
}
_SHOWN = 3  # pieces of evidence a finding: the first ones carry it, the desk shows all


def result(one: Review | RunError | Earlier) -> Iterator[RenderableType]:
    """Whatever came of one claim."""
    match one:
        case Review():
            yield from review(one)
        case RunError():
            yield from error(one)
        case Earlier():
            yield from before(one)


def before(one: Earlier) -> Iterator[RenderableType]:
    """A claim whose stored review still holds."""
    yield _heading(one.verdict, one.claim.id, f"as reviewed on {one.reviewed_at[:10]}, unchanged")


def _heading(verdict: Verdict, claim: str, words: str) -> Text:
    return Text.assemble(
        (f" {VERDICTS[verdict]} ", f"{_STYLES[verdict]} reverse"),
        "  ",
        (line(claim, 80), "bold"),
        "  ",
        words,
    )


def error(one: RunError) -> Iterator[RenderableType]:
    """A claim that could not be judged."""
    yield Text.assemble((" ERROR ", "bold white on red"), "  ", (line(one.claim or ""), "bold"))
    yield _indented(Text(line(one.message, 500)))


def total(of_run: words.Total) -> Iterator[RenderableType]:
    """The closing lines of a run."""
    yield Text(str(of_run), style="bold")
    yield from (Text(note, style="dim") for note in of_run.notes)


def review(one: Review) -> Iterator[RenderableType]:
    """One review: heading, what presses, workload table, how many are quiet."""
    yield _heading(one.verdict, one.claim.id, words.heading(one))
    yield from (_indented(Text(told, style="magenta")) for told in words.since(one))
    if note := words.declare(one):
        yield _indented(Text(note, style="yellow"))
    lead, facts = words.way(one)
    if lead:
        yield _indented(Text(lead, style="bold"))
        yield from (_indented(Text(f"+ {line(fact, 300)}", style="cyan")) for fact in facts)
    for finding in words.pressing(one):
        yield _indented(_finding(finding))
    if said := words.acknowledged(one):
        yield _indented(Text(said))
    if one.judgement.workload_table:
        yield _indented(_table(one))
    yield _indented(Text(words.tally(one), style="dim"))


def _indented(content: RenderableType) -> Padding:
    return Padding(content, (0, 0, 0, 4), expand=False)


def _finding(finding: words.Pressing) -> Group:
    lines: list[RenderableType] = [
        Text.assemble(
            (f"{finding.outcome.value}  ", _STYLES[finding.outcome]),
            (finding.rule, "bold"),
            f"  {finding.message}",
        )
    ]
    lines.extend(_indented(Text(one, style="dim")) for one in finding.places[:_SHOWN])
    if finding.remedy:
        lines.append(_indented(Text(f"→ {finding.remedy}", style="cyan")))
    return Group(*lines)


def _table(review: Review) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for title in words.WORKLOAD_HEAD:
        table.add_column(title, justify="right" if title == "users" else "left")
    for row in review.judgement.workload_table:
        table.add_row(*(Text(cell) for cell in words.workload_cells(row)))
    return table
