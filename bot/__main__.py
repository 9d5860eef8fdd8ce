"""`python -m bot` is the same as the command `yanxiu`."""

import sys

from bot.main import main

sys.exit(main())
