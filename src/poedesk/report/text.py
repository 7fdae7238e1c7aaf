"""What a person reads in ten seconds: verdict, what fails, where, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from poedesk.model import Finding, Outcome, Review, RunError, Verdict
from poedesk.report import words
from poedesk.report.escape import line

_STYLES = {
    Verdict.PASS: "bold green",
    Verdict.FAIL: "bold red",
    Verdict.REVIEW: "bold yellow",
    Outcome.FAIL: "red",
    Outcome.REVIEW: "yellow",
}
_SHOWN = 2  # pieces of evidence a finding: the first ones carry it, the desk shows all


def show_review(console: Console, review: Review) -> None:
    """Print one review."""
    console.print(Group(*_review(review)))
    console.print()


def show_error(console: Console, error: RunError) -> None:
    """Print a claim that could not be judged."""
    head = Text.assemble((" ERROR ", "bold white on red"), "  ", (line(error.claim or ""), "bold"))
    console.print(head)
    console.print(Padding(Text(line(error.message, 500)), (0, 0, 1, 4)))


def show_total(console: Console, total: words.Total) -> None:
    """Print the closing lines of a run."""
    console.print(Text(str(total), style="bold"))
    for note in total.notes:
        console.print(Text(note, style="dim"))


def _review(review: Review) -> Iterator[RenderableType]:
    verdict = review.verdict
    yield Text.assemble(
        (f" {words.VERDICTS[verdict]} ", f"{_STYLES[verdict]} reverse"),
        "  ",
        (line(review.claim.id, 80), "bold"),
        "  ",
        words.heading(review),
    )
    if note := words.declare(review):
        yield _indented(Text(note, style="yellow"))
    said: set[str] = set()
    for finding in words.pressing(review):
        yield _indented(_finding(finding, said))
    if review.acknowledged_on:
        yield _indented(Text(f"acknowledged on {review.acknowledged_on.isoformat()}"))
    if review.judgement.workload_table:
        yield _indented(_table(review))
    yield _indented(Text(words.tally(review), style="dim"))


def _indented(content: RenderableType) -> Padding:
    return Padding(content, (0, 0, 0, 4), expand=False)


def _finding(finding: Finding, said: set[str]) -> Group:
    """One finding; places and remedies that were `said` above are not said again."""
    lines: list[RenderableType] = [
        Text.assemble(
            (f"{finding.outcome.value}  ", _STYLES[finding.outcome]),
            (finding.rule, "bold"),
            f"  {line(finding.message, 400)}",
        )
    ]
    places = [one for one in map(words.place, finding.evidence[:_SHOWN]) if one not in said]
    lines.extend(_indented(Text(one, style="dim")) for one in places)
    if finding.remedy and finding.remedy not in said:
        lines.append(_indented(Text(f"→ {finding.remedy}", style="cyan")))
    said |= {*map(words.place, finding.evidence), finding.remedy or ""}
    return Group(*lines)


def _table(review: Review) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for title in words.WORKLOAD_HEAD:
        table.add_column(title, justify="right" if title == "users" else "left")
    for row in review.judgement.workload_table:
        table.add_row(*(Text(cell) for cell in words.workload_cells(row)))
    return table
