"""Writes every sample claim into a folder, the same bytes every time."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from tests.forge.samples import agreements, letters, mails
from tests.forge.samples.recipe import Recipe
from tests.forge.signing import anchor

_SOURCES = Path(__file__).parent / "sources"
_ANCHOR = Path(".trust/poedesk-test-ca.pem")

RECIPES: dict[str, Recipe] = {
    "01-signed-sow-defender": agreements.signed_sow_defender,
    "02-approval-by-email": mails.approval_by_email,
    "03-twelve-months-to-the-day": agreements.twelve_months_to_the_day,
    "04-one-day-late": agreements.one_day_late,
    "05-old-sow-fresh-email": mails.old_sow_fresh_email,
    "06-forwarded-approval": mails.forwarded_approval,
    "07-unsigned-word-sow": agreements.unsigned_word_sow,
    "08-signed-without-title": agreements.signed_without_title,
    "09-letter-without-title": letters.letter_without_title,
    "10-former-product-names": mails.former_product_names,
    "11-another-customers-sow": agreements.another_customers_sow,
    "12-school-district-undisclosed": agreements.school_district_undisclosed,
    "13-school-district-disclosed": agreements.school_district_disclosed,
    "14-damaged-annex": agreements.damaged_annex,
    "15-workload-never-named": agreements.workload_never_named,
    "16-licences-only": mails.licences_only,
    "17-german-rollout": letters.german_rollout,
    "18-french-approval": mails.french_approval,
    "19-changed-after-signing": letters.changed_after_signing,
    "20-helpdesk-only": agreements.helpdesk_only,
}
"""From the folder of a claim to how its evidence is made."""

_README = """\
# Claims to try

Twenty claims as partners file them, each in a folder of its own: `claim.toml` says what is
claimed, `expected.toml` what the review must say and by which words, everything else is
evidence. All companies and people are invented.

    poedesk check sample_poe --trust sample_poe/.trust

The signatures chain to a test authority whose root stands in `.trust/`; trust it for nothing
else. The folder is built by `python -m tests.forge.samples`, the same bytes every time: change
the words in `tests/forge/samples/sources/` and build again.

| folder | what it shows | verdict |
|---|---|---|
"""


def build(target: Path) -> None:
    """Replaces the folder `target` by a fresh build of all samples."""
    shutil.rmtree(target, ignore_errors=True)
    _write(target / _ANCHOR, anchor())
    rows = [_claim(target, folder, recipe) for folder, recipe in RECIPES.items()]
    _write(target / "README.md", (_README + "".join(rows)).encode())


def _claim(target: Path, folder: str, recipe: Recipe) -> str:
    """Writes one claim; its row of the README."""
    source = _SOURCES / folder
    for name in ("claim.toml", "expected.toml", "usage.csv"):
        if (source / name).is_file():
            _write(target / folder / name, (source / name).read_bytes())
    for name, data in recipe(lambda name: (source / f"{name}.txt").read_text("utf-8")).items():
        _write(target / folder / name, data)
    expected = tomllib.loads((source / "expected.toml").read_text("utf-8"))
    return f"| `{folder}` | {expected['shows']} | {expected['verdict']} |\n"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
