"""Reviews for people and for programs, one module a format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import IO

from poedesk.model import Earlier, Review, RunError
from poedesk.record import record, record_error, record_run
from poedesk.record.evidence import Record
from poedesk.report import html, junit, markdown, sarif
from poedesk.report.words import Total, total

Results = Iterable[Review | RunError | Earlier]
_Render = Callable[[Sequence[Review], Sequence[RunError]], str]


def print_run(results: Results, form: str, stream: IO[str]) -> Total:
    """Write a run to `stream` as `form` (text · json · jsonl · markdown · html ·
    junit · sarif).

    Text and JSON Lines are written as the results come, the others when all are there. A claim
    that the run had to review once more (`Review.revises`) is written again there; here only
    its last review stands.
    """
    return _PRINTERS[form](results, stream)


def _text(results: Results, stream: IO[str]) -> Total:
    from poedesk.report import text
    from poedesk.report.console import to_console

    show = to_console(stream)
    so_far = Total({}, 0, ())
    for result in results:
        show(*text.result(result), "")
        so_far = so_far.plus(result)
    show(*text.total(so_far))
    return so_far


def _jsonl(results: Results, stream: IO[str]) -> Total:
    so_far = Total({}, 0, ())
    for result in results:
        stream.write(json.dumps(_data(result), ensure_ascii=False) + "\n")
        stream.flush()
        so_far = so_far.plus(result)
    return so_far


def _json(results: Results, stream: IO[str]) -> Total:
    so_far = Total({}, 0, ())
    reviews: dict[str, Record] = {}
    errors = []
    for result in results:
        if isinstance(result, RunError):
            errors.append(result)
        else:
            reviews[result.claim.id] = _data(result)
        so_far = so_far.plus(result)
    json.dump(record_run(list(reviews.values()), errors), stream, ensure_ascii=False, indent=1)
    stream.write("\n")
    return so_far


def _data(result: Review | RunError | Earlier) -> Record:
    if isinstance(result, RunError):
        return {"error": record_error(result)}
    return dict(result.record) if isinstance(result, Earlier) else record(result)


def _page(results: Results, stream: IO[str], render: _Render) -> Total:
    everything = list(results)
    reviews = {one.claim.id: one for one in everything if isinstance(one, Review)}
    errors = [one for one in everything if isinstance(one, RunError)]
    stream.write(render(list(reviews.values()), errors))
    return total(everything)


_PRINTERS: dict[str, Callable[[Results, IO[str]], Total]] = {
    "text": _text,
    "json": _json,
    "jsonl": _jsonl,
    "markdown": partial(_page, render=markdown.render),
    "html": partial(_page, render=html.render),
    "junit": partial(_page, render=junit.render),
    "sarif": partial(_page, render=sarif.render),
}
