"""Ways to damage a file, each seeded: what a broken disk does, and what an attacker does."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage

Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]

_EDGES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999999999999", b"1e999")


def truncate(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(1, len(data) + 1)]


def flip(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 4, 32, 256))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def splice(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    return data[: chance.randrange(1, len(data) + 1)] + other[chance.randrange(len(other)) :]


def lengths(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """Small binary numbers made huge, as lengths, counts and offsets are."""
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 8)):
        form = chance.choice(("<H", "<I", ">H", ">I"))
        size = struct.calcsize(form)
        if len(changed) > size:
            at = chance.randrange(len(changed) - size)
            struct.pack_into(form, changed, at, chance.choice(_EDGES) & (256**size - 1))
    return bytes(changed)


def numbers(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """A number written in digits becomes another."""
    places = [at for at in range(len(data)) if data[at : at + 1].isdigit()]
    for at in sorted(chance.sample(places, min(len(places), 6)), reverse=True):
        data = data[:at] + chance.choice(_NUMBERS) + data[at + 1 :]
    return data


def repeat(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.choice((4, 64, 1024))]
    return data[:start] + piece * chance.choice((2, 50, 1000)) + data[start:]


def remove(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice((1, 16, 512, 4096)) :] or b"\0"


def nest(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """A damaged file inside a mail or an archive."""
    inner = flip(data, chance, others)
    if chance.random() < 0.5:
        return _zipped({"a.bin": inner, "b.bin": truncate(data, chance, others)})
    message = EmailMessage()
    message["From"], message["To"] = "a@contoso.example", "b@fabrikam.example"
    message["Subject"], message["Date"] = "Nested", "Mon, 3 Mar 2025 10:00:00 +0100"
    message.set_content("see attached")
    message.add_attachment(inner, "application", "octet-stream", filename="a.bin")
    return message.as_bytes()


def members(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """One member of an archive damaged, and packed with the right checksum again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = {one: archive.read(one) for one in archive.namelist()}
    except Exception:  # noqa: BLE001 - damaged already, in whatever way
        return flip(data, chance, others)
    name = chance.choice([one for one, content in unpacked.items() if content] or [""])
    if name:
        how = chance.choice((truncate, flip, numbers, repeat, remove))
        unpacked[name] = how(unpacked[name], chance, others)
    return _zipped(unpacked, twice=name if chance.random() < 0.2 else "")


def _zipped(content: dict[str, bytes], twice: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that is there twice is what we want
        for name, data in content.items():
            archive.writestr(name, data)
            if name == twice:
                archive.writestr(name, data[::-1])
    return out.getvalue()


MUTATIONS: tuple[Mutation, ...] = (
    truncate, flip, splice, lengths, numbers, repeat, remove, nest, members,
)  # fmt: skip


def mutated(sources: Sequence[bytes], seed: int) -> tuple[str, bytes]:
    """The damaged file of this seed, and what was done to it, once or twice."""
    chance = random.Random(seed)
    data = chance.choice(sources)
    done = []
    for _ in range(chance.choice((1, 1, 2))):
        how = chance.choice(MUTATIONS)
        data = how(data, chance, sources)
        done.append(how.__name__)
    return "+".join(done), data
