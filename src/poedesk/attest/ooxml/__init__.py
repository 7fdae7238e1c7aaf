"""Cryptographic signatures of Word files."""
