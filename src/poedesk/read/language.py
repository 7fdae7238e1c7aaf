"""In which language a text is written, by py3langid, whose model comes with it."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_PASSAGE = 500  # characters: enough to tell the language, few enough to be in one language
_PASSAGES = 100  # of a long text, spread over it: more would not change the answer
_CERTAIN = 0.5  # measured: mails of a line or two in 26 languages reach it, lists of names do not
_NO_WORD = re.compile(r"[@\d/\\]|\w\.\w")  # an address, a path, a number
_NOT_TOLD_APART = {"nn"}  # "no" stands for both ways to write Norwegian


def language(text: str) -> str | None:
    """The language (ISO 639-1) in which most of `text` is written, as far as it can be told;
    None where no passage tells.
    """
    told: Counter[str] = Counter()
    step = max(_PASSAGE, -(-len(text) // _PASSAGES))
    for start in range(0, len(text), step):
        words = [w for w in text[start : start + _PASSAGE].split() if not _NO_WORD.search(w)]
        tag, certainty = _identifier().classify(" ".join(words))
        if certainty >= _CERTAIN:
            told[tag] += sum(map(len, words))
    return max(told, key=told.__getitem__, default=None)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """Takes about half a second, once a run."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    two_letters = {tag for tag in identifier.labels if len(tag) == 2}
    identifier.set_languages(two_letters - _NOT_TOLD_APART)
    return identifier
