"""The claims in `sample_poe/`, as they are made: `python -m tests.forge.samples` builds them.

`sources/` holds one folder a claim: its `claim.toml`, its `expected.toml` and the words of its
papers and mails. The recipes in `agreements`, `letters` and `mails` turn those words into the
files that a partner would send.
"""
