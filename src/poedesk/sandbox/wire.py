"""What goes through the pipe between a worker and its parent: plain values and ours, exactly.

Libraries return values of types of their own that only look like text or numbers. A worker sends
them as what they look like, and the parent, which must not trust a worker that its file may have
taken over, takes nothing else: what is unpacked runs no code but that of our own values.
"""

from __future__ import annotations

import builtins
import io
import numbers
import pickle
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timezone
from typing import Any

from poedesk.model import Settings

_PLAIN = {"datetime": frozenset({"date", "datetime", "time", "timedelta", "timezone"})}


class NonsenseError(Exception):
    """Bytes that no honest worker sends."""


def called(call: object) -> tuple[bytes, Settings | None]:
    """What a worker is to do, for `call`, and the settings in it, which are told a worker once:
    they take longer to pack than many a file to read.
    """
    out = io.BytesIO()
    packer = _Caller(out)
    packer.dump(call)
    return out.getvalue(), packer.settings


def call(data: bytes, settings: Settings | None) -> Any:
    """What `called` packed, from our own parent."""
    unpacker = _Called(io.BytesIO(data))
    unpacker.settings = settings
    return unpacker.load()


class _Caller(pickle.Pickler):
    settings: Settings | None = None

    def persistent_id(self, value: object) -> str | None:
        """Settings are named, not packed."""
        if not isinstance(value, Settings):
            return None
        self.settings = value
        return "settings"


class _Called(pickle.Unpickler):
    settings: Settings | None = None

    def persistent_load(self, _: object) -> Settings | None:
        """The settings that were told before."""
        return self.settings


def packed(value: object) -> bytes:
    """`value` for `unpacked`; raises TypeError, or what pickling raises, where it cannot be."""
    out = io.BytesIO()
    _Packer(out).dump(value)
    return out.getvalue()


def unpacked(data: bytes) -> Any:
    """The value again; raises NonsenseError."""
    try:
        return _Unpacker(io.BytesIO(data)).load()
    except Exception as error:  # a broken pickle raises errors of every kind
        raise NonsenseError(str(error)) from error


def is_taken(kind: type) -> bool:
    """Whether the other end takes values of this class as they are."""
    known = _is_ours(kind.__module__) or kind.__name__ in _PLAIN.get(kind.__module__, ())
    return known or _is_error(kind)


def _is_ours(module: str) -> bool:
    return module == "poedesk.errors" or module.rpartition(".")[0] == "poedesk.model"


class _Packer(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        """How a value is packed that is not of one of Python's own basic types."""
        if isinstance(value, date | time):
            return NotImplemented if _is_plain(value) else (_same, (_plain_time(value),))
        if isinstance(value, type) or value is _same or is_taken(type(value)):
            return NotImplemented
        return _same, (_exact(value),)


def _same(value: Any) -> Any:
    return value


def _exact(value: object) -> object:
    """The value as the basic type that it derives from or stands for."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(memoryview(value))
    if isinstance(value, numbers.Integral):  # numpy's, too
        return value.__index__() + 0
    if isinstance(value, numbers.Real):
        return value.__float__() + 0.0
    if isinstance(value, Mapping):
        return dict(value.items())
    if isinstance(value, list):
        return list(value)
    if isinstance(value, tuple):
        return tuple(value)
    if isinstance(value, AbstractSet):
        return frozenset(value)
    raise TypeError(f"a worker does not send {type(value).__module__}.{type(value).__qualname__}")


def _plain_time(value: date | time) -> date | time:
    """A day or time of the plain class, whose zone is a plain offset."""
    if isinstance(value, datetime):
        day, clock = (value.year, value.month, value.day), _clock(value)
        return datetime(*day, *clock, tzinfo=_offset(value))
    if isinstance(value, time):
        return time(*_clock(value), tzinfo=_offset(value))
    return date(value.year, value.month, value.day)


def _clock(value: datetime | time) -> tuple[int, int, int, int]:
    return value.hour, value.minute, value.second, value.microsecond


def _is_plain(value: date | time) -> bool:
    zone = getattr(value, "tzinfo", None)
    return is_taken(type(value)) and (zone is None or type(zone) is timezone)


def _offset(value: datetime | time) -> timezone | None:
    offset = value.utcoffset()
    return timezone(offset) if offset is not None else None


class _Unpacker(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, _same.__name__):
            return _same
        if module == "builtins" and _is_error(getattr(builtins, name, None)):
            return getattr(builtins, name)
        known = _is_ours(module) or name in _PLAIN.get(module, ())
        found = super().find_class(module, name) if known else None
        if isinstance(found, type) and found.__module__ == module:
            return found
        raise pickle.UnpicklingError(f"a worker sent {module}.{name}")


def _is_error(found: object) -> bool:
    return (
        isinstance(found, type)
        and issubclass(found, Exception)
        and found.__module__ == builtins.__name__
    )
