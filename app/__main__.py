"""`python -m app` is `sanad`. Knows only where the command line is."""

from __future__ import annotations

import sys

from app.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
