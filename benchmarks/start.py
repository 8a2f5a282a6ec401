"""How long the bot's process takes to import, and how much it holds then: python -m benchmarks.start [--runs N]

Each run is a fresh process; seconds are of the import alone and belong to the machine.
"""

import argparse
import subprocess
import sys
from statistics import median

CODE = """
import time
start = time.perf_counter()
import bot.app
took_s = time.perf_counter() - start
import psutil
print(took_s, psutil.Process().memory_info().rss / 2**20)
"""


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--runs", type=int, default=7)
    told = ask.parse_args()
    rows = [
        [float(word) for word in subprocess.check_output([sys.executable, "-c", CODE], text=True).split()]
        for _ in range(told.runs)
    ]
    took, held = zip(*rows, strict=True)
    print(f"import: median {median(took):.2f} s, least {min(took):.2f} s; memory {max(held):.0f} MB")


if __name__ == "__main__":
    main()
