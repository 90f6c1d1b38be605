"""`python -m graders` is `unrolled`."""

import sys

from .cli import main

sys.exit(main())
