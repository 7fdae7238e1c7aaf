"""Lines in, lines out: what both prompts share."""

from __future__ import annotations

import cmd
from typing import IO

from rich.text import Text

from poedesk.desk.session import Session
from poedesk.errors import PoedeskError, UsageError
from poedesk.report.escape import line

_END = "."


class Talk(cmd.Cmd):
    """A prompt whose commands are the methods `do_…`; their docstrings are the help.

    What goes wrong is said in words, and the next command is asked for.
    """

    use_rawinput = False
    doc_header = "Commands (help COMMAND tells more):"

    def __init__(self, session: Session, given: IO[str], told: IO[str]) -> None:
        super().__init__(stdin=given, stdout=told)
        self.session = session

    def say(self, words: str | Text) -> None:
        """One or more lines."""
        plain = words.plain if isinstance(words, Text) else words
        print(plain.rstrip(), file=self.stdout, flush=True)

    def ask(self, prompt: str) -> str:
        """A line; empty at the end of what is given."""
        print(prompt, end=" ", file=self.stdout, flush=True)
        return self.stdin.readline().strip()

    def ask_text(self, prompt: str) -> str:
        """Lines up to one that is only a full stop."""
        self.say(f"{prompt} End with a line that is only a full stop.")
        lines: list[str] = []
        while (answer := self.stdin.readline()) and answer.strip() != _END:
            lines.append(answer.rstrip("\n"))
        return "\n".join(lines)

    def onecmd(self, line: str) -> bool:
        """Do what one line says; true where the reviewer leaves."""
        try:
            return bool(super().onecmd(line.rstrip("\n")))
        except PoedeskError as error:
            self.say(_told(error))
            return False

    def default(self, line: str) -> None:
        """What is no command: a number opens what it stands before."""
        if line.strip().isdigit():
            self.opened(line.strip())
        else:
            self.say("There is no such command; help lists them.")

    def opened(self, word: str) -> None:
        """Open what stands at this number."""
        raise NotImplementedError

    def do_EOF(self, _: str) -> bool:  # noqa: N802  so the library calls the end of the input
        """The end of what is given leaves too."""
        self.say("")
        return True

    def do_q(self, _: str) -> bool:
        """q: leave this place."""
        return True


def number(word: str, most: int) -> int:
    """A place in a list of so many, from 0. Raises UsageError for any other word."""
    if not word.isdigit() or not 1 <= int(word) <= most:
        raise UsageError(f"a number from 1 to {most} is wanted, not {line(word) or 'nothing'}")
    return int(word) - 1


def _told(error: PoedeskError) -> str:
    return line(str(error), 400)
