"""What a sentence of a mail does: approve, confirm, refuse, ask, or talk of buying licences.

A sentence approves only where every word of it is known and none of them limits, denies or
defers it, or speaks of somebody else or of something other than the work. Words that are not
known may stand behind an object that is (“the deployment of Intune to our office in Leeds”).
Whatever else holds approving words is unclear: a person reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from poedesk.attest.mail.tongue import (
    BREAK,
    THEIRS,
    UNKNOWN,
    Row,
    Tongue,
    tongues,
    without_products,
)
from poedesk.model import Stance, Vocabulary

_LONGEST = 1200  # characters of one sentence that are looked at
_SHORT = 5  # words; a denial of so few words speaks of what stands before it
_OBJECT = re.compile("[NWwV]")
_SAYS = {Stance.APPROVES, Stance.CONFIRMS, Stance.LICENSING}
_CAUTIOUS_FIRST = (
    Stance.REFUSES,
    Stance.UNCLEAR,
    Stance.ASKS,
    Stance.LICENSING,
    Stance.NONE,
    Stance.CONFIRMS,
    Stance.APPROVES,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence does, and what it does to the approval of another sentence.

    `takes_back` is set where it denies, limits or contradicts; `strays` where it may, because
    its words are not known, it is no courtesy and tells of no work; `known` where it is
    understood although it does nothing (thanks, a receipt, an absence, an appointment);
    `share` is the part of its letters, 0 to 1, that its language knows.
    """

    stance: Stance
    takes_back: bool
    strays: bool
    known: bool
    share: float


def stance(sentence: str, vocabulary: Vocabulary, people: str = "") -> Stance:
    """What one sentence does; `people` are the names and addresses of the mail."""
    return said(sentence, vocabulary, people).stance


def said(sentence: str, vocabulary: Vocabulary, people: str = "") -> Said:
    """The same with its effect on other sentences. Where two languages could have written it
    and disagree, the more cautious answer counts.
    """
    text = " ".join(sentence[:_LONGEST].split()).lstrip("-•*· >").replace("’", "'")
    if len(text.lower()) != len(text):
        text = text.lower()  # a capital that is two letters in lower case would shift places
    letters = sum(character.isalnum() for character in text)
    if not letters:
        return Said(Stance.NONE, takes_back=False, strays=False, known=True, share=1.0)
    bare, named = without_products(text, vocabulary)
    read = [(one, one.row(bare, named, people.lower())) for one in tongues(vocabulary)]
    asks = text.rstrip(" \"')»”").endswith(("?", "？"))
    _, best = max((_shown(row, text) is not Stance.NONE, row.covered) for _, row in read)
    found = [
        _said(row, Stance.ASKS if asks else _shown(row, text), letters, text, tongue)
        for tongue, row in read
        if row.covered >= best
    ]
    shown = [one for one in found if one.stance is not Stance.NONE] or found
    return min(shown, key=lambda one: _CAUTIOUS_FIRST.index(one.stance))


def describes_work(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text speaks of what a partner does for a customer: deploying, training …"""
    return any(tongue.has("work", text) for tongue in tongues(vocabulary))


def speaks_of_buying(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text speaks of orders, prices or licences."""
    return any(tongue.has("buying", text) for tongue in tongues(vocabulary))


def _said(row: Row, shown: Stance, letters: int, text: str, tongue: Tongue) -> Said:
    idle = tongue.is_idle(text)
    says = "A" in row.marks or ("C" in row.marks and "D" in row.marks)
    if idle and shown is Stance.UNCLEAR and not says:
        shown = Stance.NONE
    known = idle or "O" in row.marks
    share = min(1.0, row.covered / letters)
    strays = _strays(row, shown, text) and not known and not tongue.is_courtesy(text)
    return Said(shown, _takes_back(row, shown), strays, known, share)


def _strays(row: Row, shown: Stance, text: str) -> bool:
    """Unknown words that could change what is approved, in a sentence that speaks of it or is
    so short that it speaks of what stands before. “Your team moved the mailboxes to Exchange”
    tells of the work; “Fabrikam did the training” names somebody else.
    """
    marks = row.marks
    if shown in _SAYS or UNKNOWN not in marks or _is_called(marks, "", 0):
        return False
    if re.search("[Ag]", marks) and not re.search("[XLIOMQqy]", marks):
        return False
    numbers = re.search(r"\d", text) is not None
    if shown is Stance.ASKS and text.rstrip().endswith(("?", "？")):
        return numbers or re.search("[WVDdw]", marks) is not None
    touches = re.search("[ACWVDdwH]", marks) or ("N" in marks and re.search("[MQq]", marks))
    if not numbers and not touches and len(marks) > _SHORT:
        return False
    subject = re.split("[WVDdw]", marks, maxsplit=1)
    return len(subject) == 1 or UNKNOWN in subject[0] or re.search("y[^,]*U", marks) is not None


def _takes_back(row: Row, shown: Stance) -> bool:
    """A misfortune or a contrast always; a condition with a word of approval; a denial where
    it speaks of the work, the papers or the approval; either where it is so short that it
    speaks of what stands before.
    """
    if shown in {Stance.APPROVES, Stance.CONFIRMS}:
        return False
    marks = row.marks
    if re.search("[RL]", marks) or ("A" in marks and re.search("[IM]", marks)):
        return True
    if len(marks.replace(BREAK, "")) <= _SHORT:
        return bool(re.search("[XI]", marks))
    denies = "X" in marks and re.search("[ACDdNWwV]", marks)
    return bool(denies or ("I" in marks and re.search("[AC]", marks)))


def _shown(row: Row, text: str) -> Stance:
    """The stance by the words of one language; NONE where it knows none of them."""
    marks = row.marks
    if "R" in marks:
        return Stance.REFUSES
    if "A" in marks or "C" in marks:
        return _act(row, text)
    if "D" in marks and _states(row, text):
        return Stance.CONFIRMS
    if THEIRS in marks:
        return Stance.UNCLEAR
    if "Q" in marks or "q" in marks:
        return Stance.ASKS
    return Stance.LICENSING if "$" in marks else Stance.NONE


def _act(row: Row, text: str) -> Stance:
    """A sentence with a word of approval or confirmation, weighed as a whole."""
    marks = row.marks
    clause, at = _clause_of_act(marks)
    before, after = clause[:at], clause[at + 1 :]
    if "X" in before or re.match("[^DLI]{0,5}X", after):
        return Stance.REFUSES
    if "Q" in before or "q" in after:
        return Stance.ASKS
    if "$" in marks and "W" not in marks:
        return Stance.LICENSING
    if "O" in marks and not re.search("[ANWwV]", marks):
        return Stance.NONE  # confirms an appointment, a payment, a receipt
    if re.search("[XLIO]", marks) or "M" in before or "Q" in after:
        return Stance.UNCLEAR
    if "A" in marks and not _strange(row, text, "A"):
        return Stance.APPROVES
    if "C" in marks and "M" not in marks and _confirms(row, text):
        return Stance.CONFIRMS
    return Stance.UNCLEAR


def _clause_of_act(marks: str) -> tuple[str, int]:
    """The clause that holds the first word of approval, else of confirmation; its place."""
    act = "A" if "A" in marks else "C"
    at = marks.index(act)
    start = marks.rfind(BREAK, 0, at) + 1
    return marks[start:].split(BREAK, maxsplit=1)[0], at - start


def _confirms(row: Row, text: str) -> bool:
    """Work that was done or goes on; or only what stands in the papers, or nothing more. Never
    by somebody whom neither the table nor the mail knows.
    """
    marks = row.marks
    if "yU" in marks:
        return False
    done = len(re.findall("[Dd]", marks))
    if done > 1 or (done and (_OBJECT.search(marks) or not _strange(row, text, "C"))):
        return True
    return "W" not in marks and not _strange(row, text, "C")


def _states(row: Row, text: str) -> bool:
    """“The rollout was completed”: of the partner's work, not of the author's own."""
    marks = row.marks
    if re.search("[XLIOMQq$]", marks) or not re.search("[WwV]", marks):
        return False
    own = any("F" in clause.split("D")[0] for clause in marks.split(BREAK) if "D" in clause)
    return not own and not _strange(row, text, "D")


def _strange(row: Row, text: str, act: str) -> bool:
    """Whether a word is unknown where it could be the object, or somebody else."""
    clauses = row.marks.split(BREAK)
    place = 0
    for number, clause in enumerate(clauses):
        first = text[row.places[place]] if clause else ""
        place += len(clause) + 1
        if _is_called(clause, first, number):
            continue
        for at, mark in enumerate(clause):
            if mark == UNKNOWN and not _borne(clause, at, act):
                return True
    return False


def _is_called(clause: str, first: str, number: int) -> bool:
    """A name that is called: “Hi Tom,” before everything, or one word between commas."""
    if number == 0 and re.fullmatch("[hp]{0,3}U{1,2}", clause):
        return True
    return clause == UNKNOWN and first.isupper()


def _borne(clause: str, at: int, act: str) -> bool:
    """Whether an unknown word stands behind a known object of the same clause that approves,
    or names on whose behalf it is done; not behind “approved by”, nor behind “is”.
    """
    before = clause[:at]
    if re.search("H[^A]{0,6}$", before):
        return True
    if act not in clause or "l" in before or re.search("[ACD][^NWwV]{0,3}y", before):
        return False
    return re.search("[NWw][^B]*$", before) is not None
