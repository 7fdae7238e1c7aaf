"""Coverage-guided fuzzing of the walkers that we wrote ourselves, with atheris (libFuzzer).

Each walker runs in a process of its own for as long as `--size` says, in seconds; what it raises
that is no refusal, and what takes it long, is told with the bytes that did it.
"""

from __future__ import annotations

import importlib.util
import io
import re
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from tests.prove.rows import Row, SkippedError

_SAMPLES = Path(__file__).parents[2] / "sample_poe"
_SECONDS = 150
_LONGEST = 8192  # bytes of an input
_SLOW = 2.0  # seconds of processor time
_RUNS = re.compile(r"stat::number_of_executed_units:\s+(\d+)")
_COVERED = re.compile(r"cov: (\d+)")

Target = Callable[[bytes], object]


def measure(seed: int, size: int | None) -> Iterable[Row]:
    if importlib.util.find_spec("atheris") is None:
        raise SkippedError("atheris is not installed (it has no wheels for every Python)")
    for name in _MAKERS:
        with tempfile.TemporaryDirectory() as place:
            yield from _run(name, seed, size or _SECONDS, Path(place))


def _run(name: str, seed: int, seconds: int, place: Path) -> Iterator[Row]:
    command = [sys.executable, "-m", "tests.prove.guided", name, str(place)]
    options = [
        *(f"-seed={seed}", f"-max_total_time={seconds}", f"-max_len={_LONGEST}"),
        *("-print_final_stats=1", "-timeout=60", "-rss_limit_mb=3000"),
    ]
    done = subprocess.run(command + options, capture_output=True, text=True, check=False)
    runs, covered = _RUNS.search(done.stderr), _COVERED.findall(done.stderr)
    found = sorted(path.stem for path in place.glob("found/*.txt"))
    figure = f"{runs[1] if runs else '?'} runs, {covered[-1] if covered else '?'} edges"
    yield Row(name, figure, "ends well", done.returncode == 0)
    for one in found:
        told = (place / "found" / f"{one}.txt").read_text(encoding="utf-8").splitlines()
        data = (place / "found" / f"{one}.bin").read_bytes()
        yield Row(f"  {one}"[:90], f"{told[-1][:120]} {data[:300]!r}", "nothing", met=False)


# ── The walkers ─────────────────────────────────────────────────────────────────────────


def _docx() -> Target:
    from poedesk.read.docx import reader as docx
    from poedesk.settings import load_settings
    from tests.hostile.archives import word

    settings = load_settings()
    return lambda data: docx.read("a.docx", None, word(_tree(data)), settings)


_TAGS = (
    *("p", "r", "t", "pPr", "rPr", "tbl", "tr", "tc", "tcPr", "tblPr", "trPr", "gridSpan"),
    *("vMerge", "numPr", "numId", "ilvl", "sdt", "sdtPr", "sdtContent", "dropDownList", "date"),
    *("listItem", "checkbox", "fldSimple", "fldChar", "instrText", "ins", "del", "moveFrom"),
    *("moveTo", "delText", "hyperlink", "tab", "br", "sym", "footnoteReference", "vanish"),
    *("pict", "drawing", "txbxContent", "object", "sectPr", "color", "sz", "pStyle", "framePr"),
)
_ATTRIBUTES = ("val", "fldCharType", "char", "font", "id", "instr", "displayText", "fullDate")
_VALUES = ("", "0", "1", "-1", "99999999999999999999", "begin", "separate", "end", "PAGE", "F0A8")


def _tree(data: bytes) -> str:
    """Well-formed content of a Word document: each pair of bytes opens, closes or writes."""
    out: list[str] = []
    opened: list[str] = []
    for what, which in zip(data[::2], data[1::2], strict=False):
        if what < 128:
            tag = _TAGS[which % len(_TAGS)]
            attribute, value = _ATTRIBUTES[what % 8], _VALUES[what // 8 % len(_VALUES)]
            out.append(f'<w:{tag} w:{attribute}="{value}">')
            opened.append(tag)
        elif what < 208 and opened:
            out.append(f"</w:{opened.pop()}>")
        else:
            out.append(chr(which) if chr(which).isalnum() else " ")
    return "".join(out) + "".join(f"</w:{tag}>" for tag in reversed(opened))


def _eml() -> Target:
    from poedesk.read.mail import eml
    from poedesk.settings import load_settings

    settings = load_settings()
    return lambda data: eml.read("a.eml", None, data, settings)


def _thread() -> Target:
    from poedesk.read.mail.thread import messages
    from poedesk.read.text import normalise
    from poedesk.settings import load_settings

    vocabulary = load_settings().vocabulary

    def run(data: bytes) -> None:
        text = normalise(_text(data))[0]
        found = messages(text, 0, len(text), vocabulary)
        assert all(a.end <= b.start for a, b in pairwise(found)), "in order"

    return run


def _rtf() -> Target:
    from poedesk.read import rtf

    return lambda data: (rtf.read(data), rtf.unpacked(data, 1_000_000))


def _markup() -> Target:
    from poedesk.read import markup

    return lambda data: (markup.text(_text(data)), markup.charset(data))


def _datetext() -> Target:
    from poedesk import datetext
    from poedesk.settings import load_settings

    vocabulary = load_settings().vocabulary

    def run(data: bytes) -> None:
        text = _text(data)
        for found in (*datetext.find(text, vocabulary), *datetext.under_headings(text, vocabulary)):
            assert 0 <= found.start < found.end <= len(text), "inside the text"

    return run


def _normalise() -> Target:
    from poedesk.read.text import normalise

    def run(data: bytes) -> None:
        raw = _text(data)
        text, places = normalise(raw)
        assert len(places) in {len(text), len(text) + 1}, "an offset for each character"
        assert places == sorted(places), "offsets in order"
        assert all(0 <= at <= len(raw) for at in places), "offsets inside"
        assert normalise(text)[0] == text, "normalised once and for all"

    return run


def _facts() -> Target:
    """Signing services, signature blocks and all facts of a letter's text."""
    from poedesk.attest import attest
    from poedesk.extract import extract
    from poedesk.read.mail import eml
    from poedesk.settings import load_settings
    from tests.hostile.letters import plain

    settings = load_settings()

    def run(data: bytes) -> None:
        reading = eml.read("a.eml", None, plain(_text(data)), settings)
        attest(reading, settings)
        extract(reading, settings)

    return run


def _opc() -> Target:
    from poedesk.attest.ooxml import package as opc_package
    from tests.hostile.archives import packed

    names = ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/a.xml.rels")

    def run(data: bytes) -> None:
        if data.startswith(b"PK"):
            opc_package.opened(data)
        package = opc_package.opened(packed(dict(zip(names, data.split(b"\0"), strict=False))))
        for part in package.parts():
            package.relationships(part)

    return run


def _xmldsig() -> Target:
    from poedesk.attest.ooxml import xmldsig
    from poedesk.attest.ooxml.package import parse

    def run(data: bytes) -> None:
        root = parse(data)
        xmldsig.repeated(root)
        info = xmldsig.only(root, "SignedInfo")
        xmldsig.method(info)
        for reference in xmldsig.references(info):
            for step in reference.transforms:
                xmldsig.canonical(root, step)

    return run


def _pdf_syntax() -> Target:
    from poedesk.read.pdf import revisions, syntax

    return lambda data: (list(syntax.variants(data)), revisions.ends(data))


def _codepage() -> Target:
    from poedesk.read import codepage

    def run(data: bytes) -> None:
        name, _, rest = data.partition(b"\n")
        number = int.from_bytes(name[:2], "little")
        named = (codepage.by_name(_text(name)), codepage.by_number(number))
        codepage.decode(rest, [*named, codepage.by_locale(number)])

    return run


_MAKERS: dict[str, Callable[[], Target]] = {
    "docx": _docx, "eml": _eml, "thread": _thread, "rtf": _rtf, "markup": _markup,
    "datetext": _datetext, "normalise": _normalise, "facts": _facts, "opc": _opc,
    "xmldsig": _xmldsig, "pdf_syntax": _pdf_syntax, "codepage": _codepage,
}  # fmt: skip
_SEEDS = {"docx": ".none", "opc": ".docx", "xmldsig": ".docx", "pdf_syntax": ".pdf"}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


# ── In the process of one walker ────────────────────────────────────────────────────────


def main(name: str, place: Path, options: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(include=["poedesk"]):
        target = _MAKERS[name]()
    (place / "found").mkdir(parents=True)
    (place / "seeds").mkdir()
    for number, data in enumerate(_seeds(name)):
        (place / "seeds" / str(number)).write_bytes(data[:_LONGEST])
    artifacts = f"-artifact_prefix={place}/found/"
    atheris.Setup([name, *options, artifacts, str(place / "seeds")], _watched(target, place))
    atheris.Fuzz()


def _watched(target: Target, place: Path) -> Callable[[bytes], None]:
    """The walker, whose faults are noted, each once, and which then goes on."""
    from poedesk.errors import UnreadableError

    seen: set[str] = set()

    def run(data: bytes) -> None:
        began = time.process_time()
        try:
            target(data)
        except UnreadableError:
            return
        except Exception as error:  # noqa: BLE001 - what we look for
            at = traceback.extract_tb(error.__traceback__)[-1]
            note(f"{type(error).__name__} {Path(at.filename).stem} {at.lineno}", data)
        if time.process_time() - began > _SLOW:
            note("slow", data)

    def note(what: str, data: bytes) -> None:
        if what not in seen:
            seen.add(what)
            (place / "found" / f"{what}.bin").write_bytes(data)
            told = traceback.format_exc() if what != "slow" else what
            (place / "found" / f"{what}.txt").write_text(told, encoding="utf-8")

    return run


def _seeds(name: str) -> Iterator[bytes]:
    from tests.hostile import letters

    suffix = _SEEDS.get(name, ".eml")
    for path in sorted(_SAMPLES.glob(f"*/*{suffix}"))[:20]:
        yield from _pieces(name, path.read_bytes())
    if suffix == ".eml":
        yield from (run[:400].encode() for run in letters.RUNS.values())
    yield from _STARTS.get(name, ())


def _pieces(name: str, data: bytes) -> Iterator[bytes]:
    """What a walker takes out of a sample."""
    if name not in {"opc", "xmldsig"}:
        yield data
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if name == "opc":
            yield b"\0".join(map(archive.read, ("[Content_Types].xml", "_rels/.rels")))
        signatures = [one for one in archive.namelist() if one.startswith("_xmlsignatures/sig")]
        yield from map(archive.read, signatures if name == "xmldsig" else ())


_RTF = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}\htmlrtf x\htmlrtf0 Hello \u8364 ?"
    rb"\'e4\par{\fonttbl{\f0\fcharset128 MS;}}\f0\'82\'a0\cell\row\bin3 abc}"
)
_HTML = (
    b'<html><body><p style="display:none">x</p><table><tr><td>a<td>b</table><ul><li>c</ul>'
    b'<blockquote type="cite">d</blockquote><a href="https://x.example">y</a>&euro;</body>'
)
_DATES = "3 March 2025, 03/04/2025, 2025年3月4日, le 5 mars 2025, 1.–3. April 2025, Q3 2025"
_STARTS: dict[str, list[bytes]] = {
    "rtf": [_RTF],
    "markup": [_HTML],
    "datetext": [_DATES.encode()],
}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
