"""Every bench, one after another: ``make bench``. Each can be run by itself too and says what it measures."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NOT_BENCHES = {"__init__.py", "made_up.py", "run.py", "page_predictions.py"}

if __name__ == "__main__":
    failed = []
    for bench in sorted(HERE.glob("*.py")):
        if bench.name in NOT_BENCHES:
            continue
        print(f"\n== {bench.name}", flush=True)
        if subprocess.run([sys.executable, str(bench)], check=False).returncode:
            failed.append(bench.name)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)
