"""poedesk decides whether a Microsoft partner's proof of execution will stand."""

__version__ = "0.1.0"
