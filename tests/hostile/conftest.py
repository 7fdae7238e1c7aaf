"""A sandbox with small limits, so that breaking them is quick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from poedesk.model import Limits, Settings
from poedesk.sandbox import Sandbox
from poedesk.settings import load_settings

SMALL = replace(
    Limits(),
    seconds=40,
    memory=2 * 1024**3,
    text=300_000,
    pages=100,
    enclosed=20,
    depth=3,
    unpacked=48 * 1024**2,
    pixels=20_000_000,
    recognised_pages=0,
)


@pytest.fixture(scope="session")
def settings() -> Settings:
    return replace(load_settings(), limits=SMALL)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(SMALL) as warm:
        yield warm
