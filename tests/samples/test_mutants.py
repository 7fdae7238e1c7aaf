"""Of each good sample one thing is taken away: the rule that asks for it no longer passes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.forge.mutants import mutants, survives

from poedesk import batch, claims
from poedesk.locations import checklists
from poedesk.model import Review, Verdict
from poedesk.settings import load_settings

SAMPLES = Path(__file__).parents[2] / "sample_poe"
GOOD = ("01-signed-sow-defender", "02-approval-by-email", "05-old-sow-fresh-email",
        "10-former-product-names", "13-school-district-disclosed", "17-german-rollout",
        "18-french-approval")  # fmt: skip
_LEAST = 200


def test_no_rule_passes_without_what_it_asks_for() -> None:
    settings = load_settings(trust=[SAMPLES / ".trust"])
    found = claims.find([SAMPLES / one for one in GOOD], {}, date(2025, 6, 2)).claims
    tried, alive = 0, []
    for review in batch.run(found, settings, [checklists()], jobs=2):
        assert isinstance(review, Review)
        assert review.verdict is Verdict.PASS, review.claim.id
        for one in mutants(review):
            tried += 1
            if survives(one, review, settings.vocabulary):
                alive.append(f"{review.claim.id}: {one.rule} although {one.what}")
    assert alive == []
    assert tried >= _LEAST
