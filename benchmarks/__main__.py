"""`python -m benchmarks`."""

import sys

from benchmarks.run import main

if __name__ == "__main__":  # not again in the processes that measure memory
    sys.exit(main())
