"""`python main.py` is the command `mlpviz`; nothing else lives here.

Training starts child processes by spawning, which imports this file again, so
nothing may happen outside the guard.
"""

import multiprocessing
import sys

from mlpviz.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
