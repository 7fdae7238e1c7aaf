"""Approvals by e-mail: who wrote, in what words, under which signature."""
