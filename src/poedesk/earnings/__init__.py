"""What usage earns, by programmes that are data: pure arithmetic on whole units and decimals."""

from poedesk.earnings.formula import Options, earned
from poedesk.earnings.programme import Programme, load_programmes

__all__ = ["Options", "Programme", "earned", "load_programmes"]
