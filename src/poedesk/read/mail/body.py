"""The body of a mail comes in several forms: a person sees one, a program may read another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

_LINK = re.compile(
    r"<(?:https?|mailto|tel|file|ftp|callto|sip):[^<>]{0,4000}>"
    r"|(?:https?|mailto|tel|file|cid|ftp|callto|sip):[^\s>\]]+|www\.\S+"
    r"|\[(?:cid|image|https?|inline)\b[^\]\n]{0,400}\]",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_STUB = 60  # words; a remark that the mail is to be seen as HTML is no other reading
_SHOWN_WORDS = 12  # of each reading, in the message


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the body. `hidden` are words in it that nobody sees, `pictured` those that
    stand for a picture, `doubt` says why its letters may be wrong, `html` is its source where
    it is HTML.
    """

    text: str
    hidden: str = ""
    doubt: str = ""
    html: str = ""
    pictured: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """The form that a person sees. `differs` says in words how another form reads otherwise;
    it is empty where none does.
    """

    shown: Form
    differs: str = ""


def choose(forms: Sequence[Form]) -> Body:
    """The first form that holds words is shown; the others are compared with it."""
    filled = [form for form in forms if form.text.strip()]
    if not filled:
        return Body(next(iter(forms), Form("")))
    shown, *others = filled
    if shown.doubt or any(form.doubt for form in others):
        return Body(shown)  # letters that are not sure differ without meaning
    return Body(shown, next(filter(None, (_difference(shown, one) for one in others)), ""))


def _difference(shown: Form, other: Form) -> str:
    """How two forms read differently, beyond links, layout, and words that are not seen."""
    seen, read = _words(shown.text), _words(other.text)
    unseen = _words(f"{shown.hidden} {shown.pictured}")
    if not read or _is_stub(other.text, read):
        return ""
    only_read = read - seen - unseen - _words(other.hidden)
    only_seen = seen - read
    if _runs_on(only_seen, only_read):
        return ""
    return (
        f"a person sees {_named(only_seen)} where another form of the same mail says "
        f"{_named(only_read)}"
    )


def _words(text: str) -> Counter[str]:
    return Counter(word.casefold() for word in _WORD.findall(_LINK.sub(" ", unescape(text))))


def _is_stub(text: str, words: Counter[str]) -> bool:
    return words.total() < _STUB and "html" in text.lower()


def _runs_on(only_seen: Counter[str], only_read: Counter[str]) -> bool:
    """Whether the same letters are only parted otherwise ("page 1" and "page1")."""
    one, other = (sorted("".join(words.elements())) for words in (only_seen, only_read))
    return one == other


def _named(words: Counter[str]) -> str:
    shown = list(dict.fromkeys(words.elements()))
    if not shown:
        return "nothing"
    more = " …" if len(shown) > _SHOWN_WORDS else ""
    return f'"{" ".join(shown[:_SHOWN_WORDS])}{more}"'
