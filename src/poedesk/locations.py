"""Where checklists, models, the database and the configuration stand."""

from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """The folder as installed with the wheel, else as it stands in a checkout."""
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent.parent / name


def checklists() -> Path:
    """Folder of the shipped checklists; its `vocabulary/` holds the word lists."""
    return _shipped("checklists")


def models() -> Path:
    """Folder of the shipped trained models."""
    return _shipped("models")


def database() -> Path:
    """Default database of verdicts and decisions, in the user's data folder."""
    return Path(platformdirs.user_data_dir("poedesk", appauthor=False)) / "poedesk.sqlite"


def configuration() -> Path:
    """The user's `config.toml` (it need not exist)."""
    return Path(platformdirs.user_config_dir("poedesk", appauthor=False)) / "config.toml"


def anchors() -> Path:
    """The user's own folder of trust anchors (it need not exist)."""
    return configuration().parent / "trust"
