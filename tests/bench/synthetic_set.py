"""Writes the drawn palms of `thenar benchmark --synthetic` as a folder, for a look or for another program's measure.

python -m tests.bench.synthetic_set --people 60 --out build/palms
"""

import argparse
from pathlib import Path
from time import perf_counter

from app.entrypoints.card_synthetic import rendered


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    begun = perf_counter()
    rendered(options.out, options.people)
    print(f"{options.people} people, 2 hands, 4 pictures: {perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
