"""Cryptographic signatures of PDFs, and what was changed since."""
