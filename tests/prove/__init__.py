"""Long measurements. `make prove` runs them all; `python -m tests.prove --help` says more."""
