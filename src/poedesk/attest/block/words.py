"""The words of signature blocks: which label asks for what, whose side a heading names, what
counts as blank. Everything comes from `vocabulary/signing.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from poedesk.errors import ChecklistError
from poedesk.model import Side, Vocabulary

SIGNATURE = "signature"
ELEMENTS = ("signature", "name", "title", "date", "organisation")
WITNESS = "witness"
LINE = "office-line"  # marks a signature line of Office, which only its own signature fills
"""Among the labels of an acknowledgement: its place is a witness's, no party's."""
_LONGEST = 60  # a label is short; longer texts are prose
_LEAD = 20  # characters within which a text says what it is
_SHORT = 5  # "by", "per", "door": words of prose unless set off by a colon or a line
_TAIL = re.compile(r"\s[-–—]\s|[:：,，(（\"“]\s*")
_CUT = re.compile(
    r"\s*(?:[:：]|(?=_{3,})|(?=[.…]{4,})|(?=-{5,})|(?<=\w)(?=\s/\s?s\s?/))", re.IGNORECASE
)
_HINT = re.compile(r"[(（\[][^()（）\[\]]{0,40}[)）\]]")
_WORD = re.compile(r"[^\s,;/&+|・.'’()（）]+")
_JOINT = re.compile(r"\s*[/&+,|・]\s*|\s+")
_LINE = re.compile(r"_{3,}|\.{5,}|…{2,}|-{5,}|–{4,}|—{3,}")
_FILLED = re.compile(r"[^\W_]")
_BRACKETED = re.compile(r"[\[<{(«（【].{0,80}[\]>})»）】]")
_DATE_FORM = re.compile(
    r"[dmyxtja_\s]{1,4}[/.\-\s]{1,3}[dmyxtjan_\s]{1,4}[/.\-\s]{1,3}[ymxjad_\s]{1,4}"
)
_ANCHOR = re.compile(r"(?:[x✗×]|/(?!s/)\w{1,8}/|\\\w{1,8}\\)", re.IGNORECASE)
SLASH_S = re.compile(r"\s*(?:/\s?s\s?/|/s(?=\s+[^\W\d_])|s/(?=\s*[^\W\d_]))", re.IGNORECASE)
_CAPITAL = re.compile(r"[^\W\d_a-zà-ÿ]")
_NUMBERED = re.compile(r"(?:[^\W\d_]{4,8}\s)?\d{1,2}(?:\.\d{1,2}){0,2}\s?[.):\-–—]\s*")


@dataclass(frozen=True, slots=True)
class Label:
    """What a label asks for.

    `elements` may name two ("Name & Title"); empty for a bare side ("Customer:"). `end` is
    where the label ends and a value may begin, in the text it was read from; `colon` tells
    whether it is set off from its value; `weak` that it asks for a signature only in company;
    `owner` is who signs, where no side word says it ("Employee Signature").
    """

    elements: frozenset[str]
    side: Side
    end: int
    colon: bool
    weak: bool
    words: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Owned:
    """How a label names its owner: by words after it, or before it; `kinds` own nothing."""

    after: frozenset[str]
    before: tuple[str, ...]
    kinds: frozenset[str]

    def owner(self, head: str) -> str | None:
        """Who signs in "Employee Signature" or "Signature of the employee"."""
        body = head.strip(" .:*()[]")
        words = body.split()
        if words and words[-1].casefold() in self.after:
            named = words[:-1]
            if not all(_CAPITAL.match(one) for one in named):
                return None
        else:
            lower = body.casefold()
            phrase = next((one for one in self.before if lower.startswith(one)), None)
            if phrase is None or len(lower) != len(body):
                return None
            if phrase[-1].isalpha() and body[len(phrase) : len(phrase) + 1] != " ":
                return None
            named = body[len(phrase) :].split()
        kinds = any(_bare(one.casefold()) in self.kinds for one in named)
        return " ".join(named) if 0 < len(named) <= 4 and not kinds else None


@dataclass(frozen=True)
class Words:
    """`signing.toml`, compiled."""

    labels: dict[str, str]
    weak: frozenset[str]
    either: frozenset[str]
    representative: frozenset[str]
    owned: Owned
    sides: dict[str, Side]
    fillers: frozenset[str]
    connectors: frozenset[str]
    behalf: tuple[str, ...]
    acceptance: re.Pattern[str]
    not_signing: re.Pattern[str]
    witnesses: re.Pattern[str]
    prompts: tuple[str, ...]
    nothing: frozenset[str]
    titles: frozenset[str]
    inner: re.Pattern[str]
    company: re.Pattern[str]
    forms: str

    # ── labels ──────────────────────────────────────────────────────────────────────────

    def label(self, text: str) -> Label | None:
        """The label that `text` begins with, or that it is."""
        cut = _CUT.search(text[: _LONGEST + 20])
        head = text[: cut.start()] if cut else text
        if not head.strip() or len(head) > _LONGEST:
            return None
        if cut is None and head.rstrip().endswith("."):
            return None  # the end of a sentence
        found = self._elements(head)
        end = cut.end() if cut else len(text)
        if found is None:
            owner = self.owned.owner(head)
            if owner is None:
                return None
            asked = frozenset({SIGNATURE})
            colon = cut is not None
            return Label(asked, Side.UNKNOWN, end, colon, weak=False, words=_key(head), owner=owner)
        elements, side, weak = found
        if weak and cut is None and (self.brief(head) or _key(head) in self.representative):
            return None
        return Label(elements, side, end, cut is not None, weak, _key(head))

    def brief(self, text: str) -> bool:
        """Whether the text is a word like "By", a label only where it is set off."""
        return len(text.strip()) <= _SHORT and _key(text) in self.weak

    def represents(self, text: str) -> bool:
        """Whether the text says no more than "Authorized Representative"."""
        return _key(text) in self.representative

    def heads_signature(self, text: str) -> bool:
        """Whether a numbered heading such as "Item 11 - Signature" asks for a signature."""
        number = _NUMBERED.match(text)
        label = self.label(text[number.end() :]) if number else None
        return label is not None and SIGNATURE in label.elements and not label.weak

    def _elements(self, head: str) -> tuple[frozenset[str], Side, bool] | None:
        """(elements, side, weak) of a label's words, None for other text."""
        for form in dict.fromkeys((_key(head), _key(_HINT.sub(" ", head)))):
            if form in self.sides:
                return frozenset(), self.sides[form], False
            known = self._known(form)
            if known is not None:
                return known, Side.UNKNOWN, form in self.weak
            side, rest = self._without_side(form)
            if side is not None and rest in self.behalf:
                return frozenset(), side, False
            known = self._known(rest) if rest else None
            if side is not None and known is not None:
                return known, side, False
            joined = self._joined(form)
            if joined:
                return joined, Side.UNKNOWN, False
        return None

    def _known(self, form: str) -> frozenset[str] | None:
        if form in self.labels:
            return frozenset({self.labels[form]} - {"place"})
        return frozenset({SIGNATURE}) if form in self.weak else None

    def _joined(self, form: str) -> frozenset[str]:
        """Elements of "name & title": every part must be a label, a place or a joint."""
        found: set[str] = set()
        rest = [one for one in _JOINT.split(form) if one and one not in self.connectors]
        index = 0
        while index < len(rest):
            for length in (4, 3, 2, 1):
                words = " ".join(rest[index : index + length])
                if words in self.labels and len(rest[index : index + length]) == length:
                    found.add(self.labels[words])
                    index += length
                    break
            else:
                return frozenset()
        return frozenset(found - {"place"})

    def _without_side(self, form: str) -> tuple[Side | None, str]:
        """A side named inside a label ("customer signature") and what is left without it."""
        words = form.split()
        for length in (3, 2, 1):
            for index in range(len(words) - length + 1):
                side = self.sides.get(_bare(" ".join(words[index : index + length])))
                if side is not None:
                    rest = words[:index] + words[index + length :]
                    lean = [one for one in rest if one not in self.fillers or one in self.labels]
                    return side, " ".join(lean)
        return None, form

    # ── headings ────────────────────────────────────────────────────────────────────────

    def side(self, text: str) -> Side | None:
        """The side that a heading names: nothing else of weight may stand in it before a dash,
        colon or bracket. UNKNOWN where it names both; None where it names none.
        """
        if len(text) > 2 * _LONGEST:
            return None
        head = _TAIL.split(text, maxsplit=1)[0]
        words = [_bare(one) for one in _WORD.findall(head.casefold())]
        found: set[Side] = set()
        index = 0
        while index < len(words):
            for length in (3, 2, 1):
                side = self.sides.get(" ".join(words[index : index + length]))
                if side is not None and index + length <= len(words):
                    found.add(side)
                    index += length
                    break
            else:
                if not (words[index] in self.fillers or words[index].isdigit() or not words[index]):
                    return None
                index += 1
        if not found:
            return None
        return found.pop() if len(found) == 1 else Side.UNKNOWN

    def behalf_of(self, text: str) -> tuple[int, int] | None:
        """Where the organisation stands in "For and on behalf of Contoso GmbH"."""
        lower = text.casefold()
        for phrase in self.behalf:
            if lower.startswith(phrase) and len(lower) == len(text):
                rest = text[len(phrase) :]
                body = rest.strip(" :：,.")
                if phrase.endswith(" by") and not (
                    self.company.match(body) or rest.rstrip().endswith((":", "："))
                ):
                    continue  # "accepted by Anna Weber" names a person
                if body and rest[:1] in {" ", ":", "："} and body[:1].isupper():
                    start = len(phrase) + rest.index(body)
                    return start, start + len(body)
        return None

    def disowns(self, text: str) -> bool:
        """Whether a text begins with the words of an author, a checker or a witness."""
        return self._leads(self.not_signing, text) or self.witnessing(text)

    def witnessing(self, text: str) -> bool:
        """Whether a heading says that a witness, a notary or a translator signs below."""
        return len(text) <= _LONGEST and self._leads(self.witnesses, text)

    def _leads(self, pattern: re.Pattern[str], text: str) -> bool:
        """Whether a text begins so; the "witness" of "in witness whereof" is none."""
        accepting = [one.span() for one in self.acceptance.finditer(text)]
        return any(
            one.start() < _LEAD
            and not any(a <= one.start() and one.end() <= b for a, b in accepting)
            for one in pattern.finditer(text)
        )

    def named(self, text: str) -> tuple[int, int] | None:
        """Where a company stands, by its legal form, in "Contoso Ltd" or "SELLER: Contoso Ltd"."""
        colon = re.search(r"[:：]\s*(?=\S)", text[:_LONGEST])
        for start in (colon.end() if colon else 0, 0):
            found = self.company.match(text, start)
            if found is not None:
                return start, found.end()
        return None

    def company_of(self, owner: str) -> re.Pattern[str]:
        """Finds a company whose name begins with `owner` and bears a legal form."""
        return re.compile(
            rf"(?<!\w){re.escape(owner)}(?:[\s,]+[\w&.'-]+){{0,3}}?[\s,]+(?:{self.forms})(?!\w)"
        )

    # ── values ──────────────────────────────────────────────────────────────────────────

    def value(self, text: str) -> tuple[int, int] | None:
        """Where the filled-in words stand in `text`, without lines and blanks; None if blank."""
        lead = re.match(r"[\s_.…:：\-–—|]*", text)
        start = lead.end() if lead else 0
        end = len(text.rstrip(" \t\n_…-–—|:"))
        if end <= start:
            return None
        broken = _LINE.search(text, start, end)
        if broken is not None:
            end = len(text[: broken.start()].rstrip())
        body = text[start:end]
        return None if self.blank(body) else (start, end)

    def blank(self, body: str) -> bool:
        """Whether the words say that nothing was filled in."""
        lower = body.strip().casefold()
        if not _FILLED.search(lower) or _BRACKETED.fullmatch(lower) or _ANCHOR.fullmatch(lower):
            return True
        if _DATE_FORM.fullmatch(lower) or lower.strip(" .:()") in self.nothing:
            return True
        return lower.startswith(self.prompts)

    def drawn(self, text: str) -> bool:
        """Whether a line to write on is drawn with characters."""
        return _LINE.search(text) is not None

    def is_title(self, text: str) -> bool:
        """Whether words under a name read like an office held."""
        return any(_bare(one) in self.titles for one in _WORD.findall(text.casefold()))


@lru_cache(maxsize=4)
def words(vocabulary: Vocabulary) -> Words:
    """The compiled word lists; raises ChecklistError where `signing.toml` has another shape."""
    table = vocabulary["signing"]
    labels = {
        _key(phrase): element
        for element in (*ELEMENTS, "place")
        for phrase in _strings(table, "labels", element)
    }
    representative = frozenset(_key(one) for one in _strings(table, "labels", "representative"))
    weak = representative | {_key(one) for one in _strings(table, "labels", "weak")}
    sides = {
        _key(one): side
        for side in (Side.PARTNER, Side.CUSTOMER)
        for one in _strings(table, "sides", side.value)
    }
    known = sorted((*labels, *weak), key=len, reverse=True)
    forms = _forms(_strings(vocabulary["legal_forms"], "forms"))
    owners = "|".join(re.escape(one) for one in sorted(sides, key=len, reverse=True))
    return Words(
        labels=labels,
        weak=weak,
        either=frozenset(_strings(table, "labels", "signature_or_company")),
        representative=representative,
        owned=Owned(
            frozenset(_strings(table, "owned", "after")),
            tuple(sorted(_strings(table, "owned", "before"), key=len, reverse=True)),
            frozenset(_strings(table, "owned", "kinds")),
        ),
        sides=sides,
        fillers=frozenset(_strings(table, "words", "fillers")),
        connectors=frozenset(_strings(table, "words", "connectors")),
        behalf=tuple(sorted(_strings(table, "words", "behalf"), key=len, reverse=True)),
        acceptance=_any_of(_strings(table, "words", "acceptance")),
        not_signing=_any_of(_strings(table, "words", "not_signing")),
        witnesses=_any_of(_strings(table, "words", "witnesses")),
        prompts=tuple(one.casefold() for one in _strings(table, "empty", "prompts")),
        nothing=frozenset(one.casefold() for one in _strings(table, "empty", "words")),
        titles=frozenset(_strings(table, "titles", "words")),
        inner=re.compile(
            rf"(?<![\w(])(?:(?:{owners})(?:['’]s)? )?(?:{'|'.join(map(re.escape, known))})"
            r"(?= ?(?:\([^()]{0,20}\))? ?(?:[:：]|_{3}))",
            re.IGNORECASE,
        ),
        company=_company(forms),
        forms=forms,
    )


def _forms(forms: list[str]) -> str:
    """The legal forms as a pattern, each as it is written, in capitals or as a title."""
    titled = (one.capitalize() for one in forms if len(one) > 2 and one.isupper())
    written = sorted({*forms, *titled, *(one.upper() for one in forms)}, key=len, reverse=True)
    return "|".join(re.escape(one) for one in written if len(one) > 1)


def _company(forms: str) -> re.Pattern[str]:
    """A whole line that is a company's name by its legal form."""
    begin = r"(?:\d{1,3}(?=[^\W\d_]))?[^\W\d_a-zà-ÿ]"
    return re.compile(rf"{begin}.{{1,70}}?[\s,](?:{forms})(?=[.,:\s]*$)")


def _strings(table: Any, *path: str) -> list[str]:
    for name in path:
        table = table.get(name) if isinstance(table, dict) else None
    if not isinstance(table, list) or not table or not all(isinstance(x, str) for x in table):
        raise ChecklistError(f"vocabulary/signing.toml: {'.'.join(path)} must be a list of words")
    return [str(one) for one in table]


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    joined = "|".join(re.escape(one) for one in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def _key(text: str) -> str:
    """A label's words for comparison: lower case, single spaces, no outer punctuation."""
    return " ".join(text.casefold().split()).strip(" .:*•-–—_#\"'’()[]（）")


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word).strip(" .,:;\"'’“”()")
