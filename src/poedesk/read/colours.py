"""Colours of text and of what lies behind it, and when an eye cannot tell the two apart."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
_NEAR = 16  # of 255: what differs by no more in each channel is not read on a page


def near(one: Colour, other: Colour) -> bool:
    """Whether text of the one colour cannot be read on the other."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= _NEAR


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`share` (0–1) of the one colour, the rest of the other."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def hexadecimal(text: str) -> Colour | None:
    """The colour that six digits name; None where they name none."""
    digits = text.strip().lstrip("#")
    if len(digits) != 6 or not all(one in "0123456789abcdefABCDEF" for one in digits):
        return None
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


@dataclass(frozen=True, slots=True)
class Ground:
    """The colours of which one lies behind text. Without any nobody knows what lies there,
    unless the ground is `clear`: then it is what lies behind it.
    """

    colours: tuple[Colour, ...] = ()
    clear: bool = False

    def over(self, behind: Ground) -> Ground:
        """What is seen where this lies upon another ground."""
        return behind if self.clear else self

    def hides(self, colour: Colour) -> bool:
        """Whether text of that colour cannot be read, whichever of the colours is behind it."""
        return bool(self.colours) and all(near(colour, one) for one in self.colours)


PAPER = Ground((WHITE,))
UNKNOWN = Ground()
CLEAR = Ground(clear=True)
