"""`python -m suisei` is the same command as `suisei`."""

import sys

from .cli import main

sys.exit(main())
