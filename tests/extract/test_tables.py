"""Rows of tables whose cells wrap, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence

from poedesk.extract.activities import activities
from poedesk.extract.counts import counts
from poedesk.extract.tables import rows
from poedesk.extract.workloads import workloads
from poedesk.model import (
    Activity,
    ActivityFact,
    Document,
    FileKind,
    Graphic,
    Part,
    Reading,
    Segment,
    WorkloadFact,
)
from poedesk.read.text import Composer
from poedesk.settings import load_vocabulary

VOCABULARY = load_vocabulary()
Placed = tuple[float, float, str]
"""Left edge and top of a piece of text on the page, in points, and the text."""


def page(lines: Sequence[Sequence[Placed]], rules: Sequence[float] = ()) -> Reading:
    """A PDF page written line by line; letters are five points wide and ten high."""
    text, segments = "", []
    for line in lines:
        for number, (left, top, words) in enumerate(line):
            text += "\t" if number else ""
            start = len(text)
            text += words
            right = left + 5 * len(words)
            segments.append(Segment(1, start, len(text), left, top, right, top + 10))
        text += "\n"
    graphics = tuple(Graphic("rule", 1, 50, y, 550, y) for y in rules)
    parts = (Part("page 1", 1, 0, len(text)),)
    document = Document(
        "a.pdf", None, "0" * 64, FileKind.PDF, text, parts, 1, None, (), (), None, None, None
    )
    return Reading(document, b"", tuple(segments), graphics, (), {})


def word(*table: Sequence[str]) -> Reading:
    """A table of a Word file, cell after cell."""
    composer = Composer()
    composer.begin("body")
    for row in table:
        composer.row(row, [160.0 * column for column in range(len(row))])
    text, parts, segments = composer.finish()
    document = Document(
        "a.docx", None, "0" * 64, FileKind.DOCX, text, parts, None, None, (), (), None, None, None
    )
    return Reading(document, b"", segments, (), (), {})


def cells(paper: Reading) -> list[list[str]]:
    text = paper.document.text
    return [
        [" ".join(text[slice(*piece)] for piece in cell.pieces) for cell in row.cells]
        for row in rows(paper)
    ]


def named(paper: Reading) -> list[tuple[str, str | None]]:
    return [(fact.id, fact.passing) for fact in workloads(paper, VOCABULARY)]


def deployments(paper: Reading) -> list[ActivityFact]:
    facts: tuple[WorkloadFact, ...] = workloads(paper, VOCABULARY)
    said = activities(paper, facts, (), VOCABULARY)
    return [fact for fact in said if fact.activity is Activity.DEPLOYMENT]


def counted(paper: Reading) -> list[tuple[int, tuple[str, ...]]]:
    facts = counts(paper, workloads(paper, VOCABULARY), VOCABULARY)
    return [(fact.value, fact.workloads) for fact in facts]


HEAD: Sequence[Placed] = [(70, 100, "Product"), (190, 100, "Work"), (400, 100, "Users")]
LINE_BY_LINE = page(
    [
        HEAD,
        [(70, 120, "Microsoft Intune"), (190, 120, "Enrolled phones"), (400, 120, "275")],
        [
            (70, 140, "Microsoft Defender for"),
            (190, 140, "Onboarded every PC and every"),
            (400, 140, "410"),
        ],
        [(70, 152, "Endpoint"), (190, 152, "server of the plant")],
    ],
    rules=(115, 135, 165),
)
CELL_BY_CELL = page(
    [
        HEAD,
        [(70, 120, "Microsoft Intune"), (190, 120, "Enrolled phones"), (400, 120, "275")],
        [(70, 140, "Microsoft Defender for")],
        [(70, 152, "Endpoint")],
        [(190, 140, "Onboarded every PC and every")],
        [(190, 152, "server of the plant"), (400, 140, "410")],
    ]
)
BOTH_ORDERS = (LINE_BY_LINE, CELL_BY_CELL)


def test_a_row_is_one_row_in_whatever_order_the_file_wrote_its_cells() -> None:
    for paper in BOTH_ORDERS:
        assert cells(paper) == [
            ["Product", "Work", "Users"],
            ["Microsoft Intune", "Enrolled phones", "275"],
            [
                "Microsoft Defender for Endpoint",
                "Onboarded every PC and every server of the plant",
                "410",
            ],
        ]


def test_a_name_goes_on_in_the_next_line_of_its_cell() -> None:
    for paper in BOTH_ORDERS:
        assert named(paper) == [("intune", None), ("mde", None)]


def test_the_work_in_a_row_is_tied_to_the_product_of_the_row() -> None:
    for paper in BOTH_ORDERS:
        assert [fact.workloads for fact in deployments(paper)] == [("intune",), ("mde",)]


def test_a_count_in_a_row_is_about_the_product_of_the_row() -> None:
    for paper in BOTH_ORDERS:
        assert counted(paper) == [(275, ("intune",)), (410, ("mde",))]


def test_a_rule_parts_two_rows_that_look_like_one() -> None:
    lines = [
        [(70.0, 100.0, "Microsoft Defender for"), (190.0, 100.0, "Users"), (300.0, 100.0, "Start")],
        [(70.0, 112.0, "Endpoint"), (190.0, 112.0, "410")],
    ]
    assert len(cells(page(lines))) == 1
    assert len(cells(page(lines, rules=[111]))) == 2


def test_an_empty_first_cell_goes_on_with_the_row_above() -> None:
    paper = page(
        [
            [(70, 100, "Intune"), (190, 100, "Policies deployed")],
            [(190, 112, "and phones enrolled")],
            [(70, 132, "Sentinel"), (190, 132, "Not touched")],
        ]
    )
    assert cells(paper) == [
        ["Intune", "Policies deployed and phones enrolled"],
        ["Sentinel", "Not touched"],
    ]


def test_a_hanging_list_item_is_no_row() -> None:
    paper = page([[(70, 100, "1."), (90, 100, "Deploy Intune")], [(90, 112, "to all phones")]])
    assert cells(paper) == []


def test_the_columns_of_a_page_are_no_cells() -> None:
    left = [[(70.0, 100.0 + 12 * line, "Left column of a page")] for line in range(20)]
    right = [[(320.0, 100.0 + 12 * line, "Right column of a page")] for line in range(20)]
    assert cells(page([*left, *right])) == []


def test_a_word_table_reads_alike() -> None:
    paper = word(
        ["Product", "Work", "Users"],
        ["Microsoft Defender for\nEndpoint", "Onboarded PCs\nin four rings", "410"],
        ["Microsoft Intune", "Configured policies", "275"],
    )
    assert [fact.workloads for fact in deployments(paper)] == [("mde",), ("intune",)]
    assert counted(paper) == [(410, ("mde",)), (275, ("intune",))]


def test_the_head_of_a_column_may_name_the_product() -> None:
    paper = page(
        [
            [(70, 100, "Site"), (190, 100, "Microsoft Defender for"), (340, 100, "Intune users")],
            [(190, 112, "Endpoint users")],
            [(70, 130, "Brewery"), (190, 130, "180"), (340, 130, "250")],
        ]
    )
    assert counted(paper) == [(180, ("mde",)), (250, ("intune",))]


def test_what_stands_under_out_of_scope_is_out_of_scope() -> None:
    for paper in (
        page(
            [
                [(70, 100, "In scope"), (300, 100, "Out of scope")],
                [(70, 120, "Deploy Microsoft Intune"), (300, 120, "Deploy Microsoft Sentinel")],
            ]
        ),
        word(
            ["In scope", "Out of scope"],
            ["Deploy Microsoft Intune", "Deploy Microsoft Sentinel\nDeploy Teams Phone"],
        ),
    ):
        reasons = dict(named(paper))
        assert reasons["intune"] is None
        assert reasons["sentinel"] == "out of scope"
        assert [(f.workloads, f.negated) for f in deployments(paper)] == [(("intune",), False)]


def test_work_that_stands_only_out_of_scope_is_not_done() -> None:
    paper = page(
        [
            [(70, 100, "In scope"), (300, 100, "Out of scope")],
            [(70, 120, "Microsoft Intune"), (300, 120, "Deployment of Sentinel")],
        ]
    )
    assert [fact.negated for fact in deployments(paper)] == [True]
