"""Every kind of check by the name under which a checklist calls it.

A check takes the case and, as keyword-only parameters, what its rule says: those parameters
are the schema of the rule's TOML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from poedesk.judge import (
    ack,
    date,
    description,
    eligibility,
    file,
    history,
    minimum,
    party,
    presales,
    public_sector,
    work,
    workload,
)
from poedesk.judge.answer import Answer

Check = Callable[..., Answer]

_GROUPS = (
    file,
    ack,
    workload,
    work,
    description,
    history,
    party,
    date,
    presales,
    public_sector,
    eligibility,
    minimum,
)

CHECKS: Mapping[str, Check] = MappingProxyType(
    {check.__name__: check for group in _GROUPS for check in group.CHECKS}
)
