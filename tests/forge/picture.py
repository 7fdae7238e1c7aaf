"""Draws the desk for the README: the sample claims, taken in and opened.

`python -m tests.forge.picture FOLDER`
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from poedesk.cli import main as poedesk
from poedesk.cli import parser
from poedesk.cli.desk import session
from poedesk.cli.options import configuration
from poedesk.desk.app import Desk
from tests.forge.screen import NOW, settled

SAMPLES = Path(__file__).parents[2] / "sample_poe"
TRUST = ("--trust", str(SAMPLES / ".trust"))
_WEB_FONT = re.compile(r"@font-face\s*{[^}]*}", re.DOTALL)
_FIND = ("slash", *"forwarded", "enter")
_UNSIGNED = ("slash", *"0007", "enter")
PICTURES: dict[str, Sequence[Sequence[str]]] = {
    "queue": (),
    "desk": (_FIND, ("enter",)),
    "letter": (_UNSIGNED, ("enter",), ("b",)),
}
"""By the name of each picture, the keys that lead there."""


async def draw(store: Path, steps: Sequence[Sequence[str]]) -> str:
    """The screen after these keys, as SVG that loads nothing."""
    args = parser().parse_args(["desk", "--db", str(store), *TRUST])
    with ExitStack() as stack:
        opened = session(args, configuration(args), stack)
        app = Desk(replace(opened, reviewer="k.lind", now=lambda: NOW))
        async with app.run_test(size=(132, 40)) as pilot:
            await settled(pilot)
            for keys in steps:
                await pilot.press(*keys)
                await settled(pilot)
            return _WEB_FONT.sub("", app.export_screenshot(title="poedesk desk"))


def main() -> None:
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "s.sqlite"
        output = Path(folder) / "out.txt"
        poedesk(["check", str(SAMPLES), "--db", str(store), *TRUST, "--output", str(output)])
        for name, steps in PICTURES.items():
            svg = asyncio.run(draw(store, steps))
            (target / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
