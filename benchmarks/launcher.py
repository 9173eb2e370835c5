"""Run one command and tell its seconds, its processor seconds and its peak memory, as JSON on the last line.

A process of its own and a small one: a child's peak counts the memory of whoever started it, until it is itself.
"""

import json
import os
import subprocess
import sys
from time import perf_counter

start = perf_counter()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
if hasattr(os, "wait4"):
    _, status, used = os.wait4(child.pid, 0)
    seconds = perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    told = {"seconds": seconds, "processor": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * unit}
else:
    code = child.wait()
    told = {"seconds": perf_counter() - start, "processor": 0.0, "peak": 0}
child.returncode = code
print(json.dumps(told))
sys.exit(code)
