"""`python -m bench [NAME…]`: runs the benches named, or all. Results go to bench/results/NAME.json."""

from __future__ import annotations

import importlib
import json
import pkgutil
import platform
import sys
from pathlib import Path

import bench

RESULTS = Path(__file__).with_name("results")


def main(names: list[str]) -> int:
    """Runs the benches and returns the exit status."""
    known = [m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_")]
    unknown = sorted(set(names) - set(known))
    if unknown:
        print(f"没有这些测量 / no such bench: {', '.join(unknown)}；有 / there are: {', '.join(known)}")
        return 2
    RESULTS.mkdir(exist_ok=True)
    for name in names or known:
        measured = importlib.import_module(f"bench.{name}").run()
        machine = {"machine": platform.machine(), "python": platform.python_version()}
        path = RESULTS / f"{name}.json"
        path.write_text(json.dumps({**machine, **measured}, ensure_ascii=False, indent=2) + "\n")
        print(f"→ {path.relative_to(RESULTS.parent.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
