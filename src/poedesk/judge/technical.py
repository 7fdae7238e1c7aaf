"""What cryptography found of a signature or seal, in a reviewer's words."""

from __future__ import annotations

from collections.abc import Sequence

from poedesk.model import Holder, Technical

_NAMED = 5  # parts of a package that are named before only their number is given


def how_dated(technical: Technical) -> str:
    """By what a signature's time is known, and whether revocation was checked."""
    revocation = "" if technical.revoked is False else "; revocation not checked"
    time = "a trusted time stamp" if technical.time_trusted else "the time the signer claims"
    return f"by {time}{revocation}"


def broken(technical: Technical) -> str:
    """Why it is proven to be bad, beginning with a verb; empty where it is not."""
    if technical.intact is False:
        return (
            f"is broken: what was signed is not what stands in the file{_named(technical.changed)}"
        )
    if technical.modified == "forbidden":
        return (
            f"does not permit what was changed in the file after signing{_named(technical.later)}"
        )
    if technical.revoked:
        return "was made with a revoked certificate"
    if technical.valid_then is False:
        return "was made with a certificate that was not valid at signing"
    return ""


def _named(parts: Sequence[str]) -> str:
    """The parts behind a verdict, the first few of many."""
    more = [f"{len(parts) - _NAMED} more"] if len(parts) > _NAMED else []
    return f": {'; '.join([*parts[:_NAMED], *more])}" if parts else ""


def open_question(technical: Technical) -> str:
    """Why a signature that is not broken proves nothing yet, beginning with a verb; else empty."""
    if technical.problem:
        return f"could not be judged: {technical.problem}"
    if technical.uncovered:
        return f"does not cover the whole document{_named(technical.uncovered)}"
    if technical.intact is None or technical.modified is None:
        return "could not be held against the file's content"
    if not technical.covers_document:
        return "does not cover the whole document"
    if technical.doubts:
        return f"is intact, but a person has to look{_named(technical.doubts)}"
    if technical.self_signed:
        return "rests on a certificate that the signer issued to itself"
    if not technical.trusted:
        return (
            f"is intact, but its issuer {technical.issuer or '(unnamed)'} chains to no "
            f"configured trust anchor ({technical.trust_problem or 'no root found'})"
        )
    if technical.valid_then is None:
        return "does not tell whether its certificate was valid at signing"
    if technical.holder is Holder.ORGANISATION:
        return f"is the e-seal of {technical.organisation or technical.signer}, not of a person"
    return ""


def issuer_unknown(technical: Technical) -> bool:
    """Whether nothing is open but whom its certificate's issuer is trusted by."""
    return not (technical.problem or technical.doubts) and technical.trusted is False
