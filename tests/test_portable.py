"""Coordinators use Windows and macOS: nothing in the program needs a module that only POSIX has."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import importlib, pkgutil, sys

class Blocked:
    names = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "posix_ipc", "syslog", "readline", "crypt"}

    def find_spec(self, name, path=None, target=None):
        if name in self.names:
            raise ImportError(f"{name} is blocked")

for name in Blocked.names:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Blocked())
import aidmatch
count = 0
for module in pkgutil.walk_packages(aidmatch.__path__, "aidmatch."):
    if module.name != "aidmatch.__main__":
        importlib.import_module(module.name)
        count += 1
assert not Blocked.names & set(sys.modules)
from aidmatch.cli import run
assert run(["calls", "list", "--format", "csv"]) == 0
print(count, file=sys.stderr)
"""


def test_every_module_imports_without_posix() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert int(done.stderr.decode().split()[-1]) > 60
