"""What a document says: dates, parties, workloads, counts, activities, disclosures, sector."""

from __future__ import annotations

from poedesk.model import Facts, Reading, Settings


def extract(reading: Reading, settings: Settings) -> Facts:
    """Every fact of one read file; of an unreadable one, none."""
    from poedesk.extract.activities import activities
    from poedesk.extract.counts import counts
    from poedesk.extract.dates import dates
    from poedesk.extract.disclosure import disclosures
    from poedesk.extract.parties import parties
    from poedesk.extract.sector import cues
    from poedesk.extract.workloads import workloads

    if reading.document.error is not None:
        return Facts()
    vocabulary = settings.vocabulary
    named = workloads(reading, vocabulary)
    named_parties = parties(reading, vocabulary)
    return Facts(
        dates=dates(reading, vocabulary),
        parties=named_parties,
        workloads=named,
        user_counts=counts(reading, named, vocabulary),
        activities=activities(reading, named, named_parties, vocabulary),
        disclosures=disclosures(reading, vocabulary),
        sector_cues=cues(reading.document, vocabulary),
    )
