"""E-mails as acknowledgements: what each author of a thread does by his or her own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from poedesk.attest import own_words
from poedesk.attest.own_words import Sentence
from poedesk.attest.stance import describes_work, speaks_of_buying, stance
from poedesk.extract import dates
from poedesk.model import (
    AckKind,
    Acknowledgement,
    DateFact,
    DateRole,
    Document,
    Mail,
    MailAct,
    Message,
    Quoted,
    Reading,
    Settings,
    Side,
    Span,
    Stance,
    Vocabulary,
)
from poedesk.read import thread

_BARE = 60  # an approval of fewer characters says nothing of what it approves
_FLAT_REACH = 3000  # characters under a pasted header block that can belong to it
# What counts most first; of two sentences that say as much, the earlier.
_BY_WEIGHT = (
    frozenset({Stance.REFUSES}),
    frozenset({Stance.APPROVES, Stance.CONFIRMS}),
    frozenset({Stance.LICENSING}),
    frozenset({Stance.ASKS}),
)
_WHY = {
    Stance.APPROVES: "the author's own words approve",
    Stance.CONFIRMS: "the author's own words confirm the work",
    Stance.REFUSES: "the author's own words refuse",
    Stance.ASKS: "the author's own words ask, they do not approve",
    Stance.LICENSING: "the author's own words are about licences or purchasing",
    Stance.NONE: "the author's own words neither approve nor confirm",
}


@dataclass(frozen=True, slots=True)
class _Act:
    """One message with what it does; `words` is None where nothing shows a stance."""

    index: int
    message: Message
    stance: Stance
    words: Sentence | None


def acknowledgements(reading: Reading, settings: Settings) -> tuple[Acknowledgement, ...]:
    """One for the mail itself, and one for each quoted message that shows a stance.

    In a document that is no mail: one for each e-mail pasted into it whose words approve or
    confirm (`mail` is None then: it is a copy and proves no sending).
    """
    document = reading.document
    if not document.text.strip():
        return ()
    if document.mail is None:
        return tuple(_flat(document, settings.vocabulary))
    return tuple(_of_thread(document, document.mail, settings.vocabulary))


def _of_thread(document: Document, mail: Mail, vocabulary: Vocabulary) -> Iterator[Acknowledgement]:
    acts = [
        _act(document, index, message, vocabulary) for index, message in enumerate(mail.messages)
    ]
    own = [act for act in acts if act.message.depth == 0]
    shown = [act for act in acts if act.message.sender and act.stance is not Stance.NONE]
    for act in (_weightiest(own), *(act for act in shown if act.message.depth > 0)):
        below = _thread_below(document, acts, act, vocabulary)
        does = _mail_act(document, act, below, vocabulary)
        yield _acknowledgement(document, act, does, _WHY[does.stance], vocabulary)


def _weightiest(acts: Sequence[_Act]) -> _Act:
    """An answer between the lines has several pieces; the one that says most counts."""
    for wanted in _BY_WEIGHT:
        for act in acts:
            if act.stance in wanted:
                return act
    return acts[0]


def _act(document: Document, index: int, message: Message, vocabulary: Vocabulary) -> _Act:
    found = own_words.sentences(document.text, message.start, message.end, vocabulary)
    stances = [stance(sentence.text, vocabulary) for sentence in found]
    for wanted in _BY_WEIGHT:
        at = next((n for n, one in enumerate(stances) if one in wanted), None)
        if at is None:
            continue
        own = "\n".join(sentence.text for sentence in found)
        if stances[at] is Stance.LICENSING and describes_work(own, vocabulary):
            break  # an invoice or a price mentioned among the work makes no purchase of it
        return _Act(index, message, stances[at], found[at])
    return _Act(index, message, Stance.NONE, None)


def _thread_below(
    document: Document, acts: Sequence[_Act], act: _Act, vocabulary: Vocabulary
) -> str:
    """The words of the message and of everything quoted below it, without signatures."""
    return "\n".join(
        own_words.words(document.text, one.message.start, one.message.end, vocabulary)
        for one in acts[act.index :]
        if one.index == act.index or one.message.depth > act.message.depth
    )


def _acknowledgement(
    document: Document, act: _Act, mail: MailAct | None, why: str, vocabulary: Vocabulary
) -> Acknowledgement:
    """A pasted copy (`mail` is None) has a date as it stands there, but no moment."""
    message = act.message
    sender = message.sender
    moment = message.sent if mail is not None else None
    return Acknowledgement(
        kind=AckKind.EMAIL,
        file=document.path,
        side=Side.UNKNOWN,
        labels=frozenset(),
        name=_name(document, message),
        title=None,
        organisation=None,
        email=sender.email or None if sender else None,
        date=None if moment else _date(document, message, vocabulary),
        moment=moment,
        technical=None,
        mail=mail,
        why=why,
        evidence=(_words(document, act),),
    )


def _mail_act(document: Document, act: _Act, below: str, vocabulary: Vocabulary) -> MailAct:
    """A bare approval above nothing but an offer approves a purchase."""
    described = describes_work(below, vocabulary)
    bare = act.words is not None and len(act.words.text) < _BARE
    buys = bare and not described and speaks_of_buying(below, vocabulary)
    shown = Stance.LICENSING if act.stance is Stance.APPROVES and buys else act.stance
    return MailAct(act.index, shown, _words(document, act), described)


def _words(document: Document, act: _Act) -> Span:
    """The sentence that shows the stance; else the line that names the author."""
    if act.words is not None:
        return document.span(act.words.start, act.words.end)
    start, end = act.message.head or (0, len(document.text))
    line = re.compile(r"[^\s].*").search(document.text, start, end)
    assert line is not None, "a document with text has a line"
    return document.span(line.start(), line.end())


def _name(document: Document, message: Message) -> Quoted | None:
    """The author's name where it stands in the header."""
    if message.sender is None or not message.sender.name:
        return None
    start, end = message.head or (0, document.parts[0].end if document.parts else 0)
    at = document.text.find(message.sender.name, start, end)
    if at < 0:
        return None
    return Quoted(message.sender.name, document.span(at, at + len(message.sender.name)))


def _date(document: Document, message: Message, vocabulary: Vocabulary) -> DateFact | None:
    """The date of a quoted message's head, where its zone is not known."""
    if message.head is None:
        return None
    found = dates.find(document, *message.head, DateRole.ACKNOWLEDGEMENT, vocabulary)
    return found[0] if found else None


def _flat(document: Document, vocabulary: Vocabulary) -> Iterator[Acknowledgement]:
    """E-mails pasted or printed into a document, whose words approve or confirm."""
    text = document.text
    if "@" not in text:
        return
    for index, message in enumerate(thread.messages(text, 0, len(text), vocabulary)):
        if message.head is None or not _is_pasted(text, message):
            continue
        within = replace(message, end=min(message.end, message.start + _FLAT_REACH))
        act = _act(document, index, within, vocabulary)
        if act.stance in {Stance.APPROVES, Stance.CONFIRMS}:
            yield _acknowledgement(
                document, act, None, "an e-mail pasted into a document (flat)", vocabulary
            )


def _is_pasted(text: str, message: Message) -> bool:
    """A header block with an address; a memo or a form has the labels without one."""
    assert message.head is not None
    head = text[slice(*message.head)]
    return message.sender is not None and "@" in head and bool(message.subject or message.to)
