"""Outlook messages and mail files: bodies, people, and the thread quoted below."""
