"""Which bytes of a PDF a signature covers, and whether what follows them is permitted."""

from __future__ import annotations

from typing import Any


def covers(data: bytes, signature: Any) -> bool:
    """Whether every byte up to the end of the signed revision is signed but the signature
    itself, and nothing but whole revisions follows.
    """
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if whole_file(data, signature):
        return True
    return (
        signature.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and unbroken(data, signature)
        and data.rstrip(b"\0\t\r\n ").endswith(b"%%EOF")
    )


def whole_file(data: bytes, signature: Any) -> bool:
    """Whether nothing but white space follows the signed bytes."""
    return unbroken(data, signature) and not data[end(signature) :].strip()


def unbroken(data: bytes, signature: Any) -> bool:
    """Whether the signed bytes start the file and leave out exactly the signature, with or
    without the brackets around it.
    """
    ranges = [int(one) for one in signature.byte_range]
    if len(ranges) != 4 or ranges[0] != 0:
        return False
    gap = data[ranges[1] : ranges[2]]
    if gap.startswith(b"<") and gap.endswith(b">"):
        gap = gap[1:-1]
    try:
        return bytes.fromhex(gap.decode("ascii")) == bytes(signature.pkcs7_content)
    except ValueError:
        return False


def end(signature: Any) -> int:
    """Offset after the last signed byte."""
    *_, start, length = (int(one) for one in signature.byte_range)
    return start + length


def modified(data: bytes, signature: Any, status: Any) -> str | None:
    """What came after the signed revision, by what the signature itself allows (DocMDP,
    FieldMDP): as in `Technical.modified`.
    """
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if whole_file(data, signature):
        return "none"
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return None
    level = status.modification_level
    if level is None or b"/XRefStm" in data[end(signature) :]:
        return None  # readers disagree on what a hybrid revision shows
    if level == ModificationLevel.NONE:
        return "none"
    annotated = level == ModificationLevel.ANNOTATIONS
    if not status.docmdp_ok or (annotated and signature.docmdp_level != MDPPerm.ANNOTATE):
        return "forbidden"
    return "permitted"
