"""The certificate pages of e-signature services."""
