"""`python -m poedesk`."""

import sys

from poedesk.cli import main

sys.exit(main())
