"""Signature blocks: labels, lines and what is filled in."""
