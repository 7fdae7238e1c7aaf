"""What can go wrong in the tool or in what the user asked of it, in words.

What is wrong with a document is never an exception: it is a value (`model.Fault`).
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches


class PoedeskError(Exception):
    """Base of all errors shown to a person: what happened, and what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Both in one line: what happened. What to do about it."""
        return f"{self.message.rstrip('.')}. {self.hint}" if self.hint else self.message


class UsageError(PoedeskError):
    """The command cannot be started as it was given (exit status 2)."""


class ClaimError(PoedeskError):
    """A claim file or row is faulty; the other claims go on (exit status 4)."""


class ChecklistError(PoedeskError):
    """A checklist or vocabulary file is faulty; the message lists every fault found."""


class StoreError(PoedeskError):
    """The database cannot be opened or written."""


class UnreadableError(PoedeskError):
    """Inside `read`: a file cannot be read. It becomes a `model.Fault` before it leaves."""


@contextmanager
def word_list(stem: str) -> Iterator[None]:
    """While `vocabulary/STEM.toml` is compiled: whatever shows that it has another shape
    becomes a ChecklistError that names the file.
    """
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise ChecklistError(
            f"vocabulary/{stem}.toml is not as it should be: {error!r}",
            hint="Compare it with the shipped file of that name.",
        ) from error


def meant(word: str, known: Iterable[str]) -> str:
    """The words (did you mean 'x'?), or nothing where no known word is near."""
    near = get_close_matches(word, list(known), n=1)
    return f" (did you mean '{near[0]}'?)" if near else ""
