"""What an acknowledgement is about: the file of the bundle that describes the work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from poedesk.judge.case import Bundle
from poedesk.judge.words import words
from poedesk.model import Activity, Document, Examined, Vocabulary

_APPLICABLE = {Activity.DEPLOYMENT, Activity.ADOPTION}
_HEAD = 1500
"""Characters at the beginning of a document in which its own title and number stand."""
_LEAD = 40
"""Characters before a number among which its label stands."""
_NAMED = 100
"""Characters from the words "signature page" on in which the paper is named that it belongs to."""
_TITLE_WORDS = 4
_NUMBER = re.compile(r"(?<![\w-])(?=[\w/-]*\d)[A-Za-z\d]+(?:[-/]\w+)+(?![\w-])|(?<!\w)\d{5,}(?!\w)")
_DATE = re.compile(r"\d{1,4}([-/])\d{1,2}\1\d{1,4}")


def described_in(path: str, bundle: Bundle) -> str:
    """The file whose work an acknowledgement in the file at `path` vouches for: that file
    itself, else one that it refers to by name, title or number; empty where there is none.
    """
    own = next((one for one in bundle.files if one.document.path == path), None)
    if own is None or describes(own, bundle):
        return path if own is not None else ""
    return next(
        (
            one.document.path
            for one in bundle.open_files
            if one is not own
            and describes(one, bundle)
            and refers(own.document, one.document, bundle.vocabulary)
        ),
        "",
    )


def describes(one: Examined, bundle: Bundle) -> bool:
    """Whether a file describes applicable work, or names a claimed workload not in passing."""
    return describes_work(one) or any(
        fact.id in bundle.claim.workloads and fact.passing is None for fact in one.facts.workloads
    )


def describes_work(one: Examined) -> bool:
    """Whether a file describes deployment or adoption work of the partner."""
    return any(fact.activity in _APPLICABLE and not fact.negated for fact in one.facts.activities)


def refers(paper: Document, other: Document, vocabulary: Vocabulary) -> bool:
    """Whether a paper refers to another by file name, by its title or by its own number."""
    text = _plain(paper.text)
    return (
        names_file(paper, other)
        or any(_stands(title, text) for title in _titles(other, vocabulary))
        or any(_stands(number, text) for number in _numbers(other, vocabulary))
        or _is_signature_page(text, other, vocabulary)
    )


def names_file(paper: Document, other: Document) -> bool:
    """Whether a text holds the file name of another, with or without its suffix."""
    name = PurePosixPath(other.path)
    stem = _plain(re.sub(r"[_-]+", " ", name.stem))
    spaced = _plain(re.sub(r"[_-]+", " ", paper.text))
    whole = bool(name.suffix) and name.name.casefold() in paper.text.casefold()
    return whole or (len(stem.split()) >= _TITLE_WORDS and _stands(stem, spaced))


def _plain(text: str) -> str:
    """One line in lower case, as texts are compared."""
    return " ".join(text.casefold().split())


def _stands(phrase: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None


def _titles(document: Document, vocabulary: Vocabulary) -> Iterator[str]:
    """Lines at the document's head that name a paper, and what its subject lines say."""
    papers = words(vocabulary, "references", "papers")
    subjects = words(vocabulary, "references", "subjects")
    for cell in re.split(r"[\n\t]", document.text[:_HEAD]):
        line = _plain(cell)
        label, colon, value = line.partition(":")
        if colon and label in subjects and len(value.split()) > 1:
            yield value.strip()
        elif len(line.split()) >= _TITLE_WORDS and any(_stands(one, line) for one in papers):
            yield line


def _numbers(document: Document, vocabulary: Vocabulary) -> Iterator[str]:
    """The document's own numbers: those of its file name and those that a word for a paper
    introduces at its head. The number of a frame is none: it stands above many papers.
    """
    own = words(vocabulary, "references", "papers") | words(vocabulary, "references", "labels")
    frames = words(vocabulary, "references", "frames")
    for line in (PurePosixPath(document.path).stem, *document.text[:_HEAD].split("\n")):
        plain = _plain(line)
        for found in _NUMBER.finditer(plain):
            lead = plain[max(0, found.start() - _LEAD) : found.end()]
            framed = any(_stands(one, lead) for one in frames)
            labelled = any(_stands(one, lead) for one in own)
            if labelled and not framed and not _DATE.fullmatch(found[0]) and len(found[0]) > 3:
                yield found[0]


def _is_signature_page(text: str, other: Document, vocabulary: Vocabulary) -> bool:
    """Whether a text calls itself the signature page of such a paper as the other is headed."""
    head = _plain(other.text[:_HEAD])
    papers = [one for one in words(vocabulary, "references", "papers") if _stands(one, head)]
    frames = words(vocabulary, "references", "frames")
    for phrase in words(vocabulary, "references", "signature_pages"):
        at = text.find(phrase)
        named = text[at : at + _NAMED] if at >= 0 else ""
        if any(_stands(one, named) for one in papers):
            return not any(_stands(one, named) for one in frames)
    return False
