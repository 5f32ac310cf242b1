"""Print how much of the planted faults the rules find: python -m tests.planting [WORD OF A KIND …]."""

from __future__ import annotations

import sys

from .measuring import measured_all, problems, table

if __name__ == "__main__":
    whole = measured_all(sys.argv[1:])
    sys.stdout.write("\n".join([table(whole), *problems(whole), ""]))
