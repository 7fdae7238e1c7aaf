"""What was laid out of the files that this process read last.

Where words stand on their pages is asked soon after a file was read, of the same process: it need
not be laid out again. Keyed by the digest of the bytes, bounded, and gone with the process.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lately(Generic[T]):
    """The values made last, as long as they weigh no more than `most` together."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._weight = 0

    def get(self, key: Hashable, make: Callable[[], T], weigh: Callable[[T], int]) -> T:
        """The value of that key, made where it is not held; `weigh` gives its weight."""
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key][0]
        value = make()
        if key in self._held:  # making it filled it in
            return value
        self._held[key] = value, weigh(value)
        self._weight += weigh(value)
        while self._weight > self._most:
            _, (_, weight) = self._held.popitem(last=False)
            self._weight -= weight
        return value
