"""E-mails as acknowledgements: what each author of a thread does by his or her own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from poedesk.attest.mail import dkim_signature, own_words, stance
from poedesk.attest.mail import smime as mail_signature
from poedesk.attest.mail.own_words import Sentence
from poedesk.attest.mail.smime import MailSignature
from poedesk.attest.mail.stance import Said
from poedesk.attest.mail.tongue import absence, automatic
from poedesk.extract import dates
from poedesk.model import (
    AckKind,
    Acknowledgement,
    DateFact,
    DateRole,
    Declared,
    Document,
    Mail,
    MailAct,
    Message,
    Quoted,
    Reading,
    Settings,
    Span,
    Stance,
    Vocabulary,
)
from poedesk.read.mail import thread

_BARE = 60  # an approval of fewer characters says nothing of what it approves
_FLAT_REACH = 3000  # characters under a pasted header block that can belong to it
_BRIEF = 40  # words; so short an answer that nobody understands is read by a person
_UNKNOWN_TONGUE = 0.4  # share of known letters below which the language is not known
_GREETING = 4  # words of a line that greets, at most
_SAYS_YES = {Stance.APPROVES, Stance.CONFIRMS}
_AUTOMATIC = re.compile(r"OofTemplate|ReplyTemplate", re.IGNORECASE)
# What counts most first; of two sentences that say as much, the earlier.
_BY_WEIGHT = (
    frozenset({Stance.REFUSES}),
    frozenset({Stance.UNCLEAR}),
    frozenset({Stance.APPROVES, Stance.CONFIRMS}),
    frozenset({Stance.LICENSING}),
    frozenset({Stance.ASKS}),
)
_WHY = {
    Stance.APPROVES: "the author's own words approve",
    Stance.CONFIRMS: "the author's own words confirm the work",
    Stance.REFUSES: "the author's own words refuse or take back",
    Stance.UNCLEAR: "it is not clear what the author's own words mean",
    Stance.ASKS: "the author's own words ask, they do not approve",
    Stance.LICENSING: "the author's own words are about licences or purchasing",
    Stance.NONE: "the author's own words neither approve nor confirm",
}
_AUTOMATIC_WHY = "it is an automatic reply"
_CONTRADICTS = "the author's own words approve, and others take that back or limit it"


@dataclass(frozen=True, slots=True)
class _Act:
    """One message with what it does; `words` is None where there are no own words.

    `beside` is the approving sentence that `words` contradict; `clear` is unset where nothing
    in the message is known to be an approval, a refusal or anything else.
    """

    index: int
    message: Message
    stance: Stance
    words: Sentence | None
    why: str
    beside: Sentence | None = None
    clear: bool = True


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
    acts = tuple(_of_thread(document, document.mail, settings.vocabulary))
    signed = mail_signature.signature(reading, settings)
    told = (*_asserted(document), *dkim_signature.declarations(reading, settings))
    return (_vouched(acts[0], signed, told), *acts[1:])


def _vouched(
    act: Acknowledgement, signed: MailSignature | None, told: tuple[Declared, ...]
) -> Acknowledgement:
    """The mail itself, with what speaks for its origin."""
    if signed is None:
        return replace(act, evidence=(*act.evidence, *told))
    evidence = (*act.evidence, *signed.evidence, *told)
    return replace(act, technical=signed.technical, evidence=evidence)


def _asserted(document: Document) -> Iterator[Declared]:
    asserted = document.mail.asserted if document.mail is not None else ""
    if asserted:
        yield Declared("said by the receiver's mail server, not proven", asserted, document.path)


def _of_thread(document: Document, mail: Mail, vocabulary: Vocabulary) -> Iterator[Acknowledgement]:
    acts = [
        _act(document, index, message, _people(mail), vocabulary)
        for index, message in enumerate(mail.messages)
    ]
    own = [act for act in acts if act.message.depth == 0]
    if _is_automatic(mail, vocabulary):
        own = [replace(own[0], stance=Stance.NONE, why=_AUTOMATIC_WHY)]
    quoted = [act for act in acts if act.message.depth > 0 and act.message.sender]
    shown = [act for act in quoted if act.stance is not Stance.NONE and act.clear]
    for act in (_weightiest(own), *shown):
        below = _thread_below(document, acts, act, vocabulary)
        does = _mail_act(document, act, below, vocabulary)
        why = act.why if does.stance is act.stance else _WHY[does.stance]
        yield _acknowledgement(document, act, does, why, vocabulary)


def _is_automatic(mail: Mail, vocabulary: Vocabulary) -> bool:
    """An absence notice, by the kind of the item or by its subject."""
    kind = _AUTOMATIC.search(mail.message_class)
    return bool(kind or automatic(vocabulary).match(mail.subject))


def _weightiest(acts: Sequence[_Act]) -> _Act:
    """An answer between the lines has several pieces; the one that says most counts, and
    nothing that nobody understands stands against an approval.
    """
    clear = [act for act in acts if act.clear]
    for wanted in _BY_WEIGHT:
        for act in clear:
            if act.stance in wanted:
                return act
    return next((act for act in acts if not act.clear), acts[0])


def _act(
    document: Document, index: int, message: Message, people: str, vocabulary: Vocabulary
) -> _Act:
    """The own words of a message, weighed as a whole."""
    author = message.sender.name if message.sender else ""
    found = _unsigned(
        own_words.sentences(document.text, message.start, message.end, vocabulary), author
    )
    said = [(one, stance.said(one.text, vocabulary, people)) for one in found]
    shown, words = _whole(said, author, vocabulary)
    if shown is not Stance.NONE:
        yes = next((one for one, does in said if does.stance in _SAYS_YES), None)
        beside = yes if shown in {Stance.REFUSES, Stance.UNCLEAR} else None
        why = _CONTRADICTS if beside else _WHY[shown]
        return _Act(index, message, shown, words, why, beside)
    strange = _not_understood(said, author)
    if strange is not None:
        return _Act(index, message, Stance.UNCLEAR, strange, _WHY[Stance.UNCLEAR], clear=False)
    plain = next((one for one in found if not _is_greeting(one, author)), None)
    return _Act(index, message, Stance.NONE, plain, _WHY[Stance.NONE])


def _people(mail: Mail) -> str:
    everybody = (mail.sender, *mail.to, *mail.cc, *(one.sender for one in mail.messages))
    return " ".join(f"{one.name} {one.email}" for one in everybody if one)


def _unsigned(found: Sequence[Sentence], author: str) -> Sequence[Sentence]:
    """The sentences above the line on which the author's name stands alone."""
    at = next((n for n, one in enumerate(found) if n and _is_name(one, author)), len(found))
    return found[:at]


def _is_name(sentence: Sentence, author: str) -> bool:
    words = re.findall(r"\w+", sentence.text.casefold())
    return bool(words) and all(author.casefold().find(word) >= 0 for word in words)


def _whole(
    said: Sequence[tuple[Sentence, Said]], author: str, vocabulary: Vocabulary
) -> tuple[Stance, Sentence | None]:
    """What the sentences do together, and the one that decides; NONE where none does."""
    by = {kind: [one for one, does in said if does.stance is kind] for kind in Stance}
    yes = [one for one, does in said if does.stance in _SAYS_YES]
    if by[Stance.REFUSES]:
        return Stance.REFUSES, by[Stance.REFUSES][0]
    if yes:
        back = next((one for one, does in said if does.takes_back), None) or _stray(
            said, author, vocabulary
        )
        kind = next(does.stance for _, does in said if does.stance in _SAYS_YES)
        return (kind, yes[0]) if back is None else (Stance.UNCLEAR, back)
    whole = "\n".join(one.text for one, _ in said)
    if (
        by[Stance.LICENSING]
        and not by[Stance.UNCLEAR]
        and not stance.describes_work(whole, vocabulary)
    ):
        return Stance.LICENSING, by[Stance.LICENSING][0]  # not a price among the work
    for kind in (Stance.UNCLEAR, Stance.ASKS):
        if by[kind]:
            return kind, by[kind][0]
    return Stance.NONE, None


def _stray(
    said: Sequence[tuple[Sentence, Said]], author: str, vocabulary: Vocabulary
) -> Sentence | None:
    """A sentence beside the approval that may change what is approved, or tells that nobody
    wrote it.
    """
    away = absence(vocabulary)
    for one, does in said:
        if away.search(one.text.lower()):
            return one
        if does.strays and not _is_greeting(one, author):
            return one
    return None


def _not_understood(said: Sequence[tuple[Sentence, Said]], author: str) -> Sentence | None:
    """A sentence that nothing is known of, in a short answer or a language that no table has."""
    strange = [
        (one, does) for one, does in said if not does.known and not _is_greeting(one, author)
    ]
    if not strange:
        return None
    brief = sum(len(one.text.split()) for one, _ in said) <= _BRIEF
    foreign = next((one for one, does in strange if does.share < _UNKNOWN_TONGUE), None)
    return foreign or (strange[0][0] if brief else None)


def _is_greeting(sentence: Sentence, author: str) -> bool:
    """“Hello Tom,” or the author's name below the text."""
    words = re.findall(r"\w+", sentence.text)
    if sentence.text.rstrip().endswith((",", ":", "!", "，", "、")) and len(words) <= _GREETING:
        return True
    return _is_name(sentence, author)


def _thread_below(
    document: Document, acts: Sequence[_Act], act: _Act, vocabulary: Vocabulary
) -> str:
    """The words of the message and of everything quoted below it, without signatures."""
    return "\n".join(
        own_words.words(document.text, one.message.start, one.message.end, vocabulary)
        for one in (acts[act.index :] if act.message.depth else acts)
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
        name=_name(document, message),
        email=sender.email or None if sender else None,
        date=None if moment else _date(document, message, vocabulary),
        moment=moment,
        mail=mail,
        why=why,
        evidence=_evidence(document, act),
    )


def _mail_act(document: Document, act: _Act, below: str, vocabulary: Vocabulary) -> MailAct:
    """A bare approval above nothing but an offer approves a purchase."""
    described = stance.describes_work(below, vocabulary)
    bare = act.words is not None and len(act.words.text) < _BARE
    buys = bare and not described and stance.speaks_of_buying(below, vocabulary)
    shown = Stance.LICENSING if act.stance is Stance.APPROVES and buys else act.stance
    return MailAct(act.index, shown, _words(document, act), described)


def _evidence(document: Document, act: _Act) -> tuple[Span, ...]:
    """The sentence that decides, and the approval that it stands against."""
    words = _words(document, act)
    if act.beside is None:
        return (words,)
    return (document.span(act.beside.start, act.beside.end), words)


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
        act = _act(document, index, within, "", vocabulary)
        if act.stance in _SAYS_YES:
            yield _acknowledgement(
                document, act, None, "an e-mail pasted into a document (flat)", vocabulary
            )


def _is_pasted(text: str, message: Message) -> bool:
    """A header block with an address; a memo or a form has the labels without one."""
    assert message.head is not None
    head = text[slice(*message.head)]
    return message.sender is not None and "@" in head and bool(message.subject or message.to)
