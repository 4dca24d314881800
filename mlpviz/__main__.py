"""`python -m mlpviz` is the command `mlpviz`; nothing else lives here."""

import multiprocessing
import sys

from mlpviz.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
