"""What the database holds, in words: from `tables.toml`, for people and for Datasette."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from poedesk.store.fulltext import HIDDEN, TABLES
from poedesk.store.views import IN_FORCE, VIEWS

_FIRST = (
    "# The tables of the database\n\nMade from `tables.toml` by `poedesk schema tables`.\n\n"
    "Text that comes from evidence stands here as it was found; whoever shows it must escape it.\n"
    "Only ever added to: what is no view and no index is guarded by triggers and by the chain.\n"
)


def described() -> Mapping[str, Mapping[str, str]]:
    """What each table and view holds: of each column by its name, of the whole under `about`."""
    return tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))


def table_of_tables() -> str:
    """Every view, table and column, as Markdown."""
    return _FIRST + "".join(_section(name, told) for name, told in described().items())


def _section(name: str, told: Mapping[str, str]) -> str:
    kind = "View" if name in _views() else "Table"
    head = f"\n## {name}\n\n{kind}. {told['about']}\n\n| column | what it holds |\n|---|---|\n"
    rows = (f"| {column} | {what} |\n" for column, what in told.items() if column != "about")
    return head + "".join(rows)


def _views() -> frozenset[str]:
    words = (statement.split() for statement in (IN_FORCE, *VIEWS, *TABLES))
    return frozenset(name for verb, kind, name, *_ in words if (verb, kind) == ("create", "view"))


def datasette(database: str) -> dict[str, Any]:
    """Metadata for Datasette; `database` is the name of the file without its ending."""
    tables = {name: _metadata(name, told) for name, told in described().items()}
    tables["searchable_evidence"] |= {"fts_table": "text_index", "fts_pk": "id"}
    return {
        "title": "poedesk: reviews of proofs of execution",
        "description": "Every review and decision. To prove that nothing was altered: "
        "poedesk verify",
        "databases": {database: {"tables": tables}},
    }


def _metadata(name: str, told: Mapping[str, str]) -> dict[str, Any]:
    columns = {column: what for column, what in told.items() if column != "about"}
    data: dict[str, Any] = {"description": told["about"], "columns": columns}
    return data | ({"hidden": True} if name in HIDDEN else {})
