"""A program of ours: ended with its group, within its time, and with its starter."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from inclusion.embedded.processes import Child, wait_until

#: Seconds that a program of these tests goes on for by itself, and within which it must end when it is made to: a busy
#: machine may let it wait, and what is asked is whether it ends before its own time.
BY_ITSELF, AT_ONCE = 600, 60
STUBBORN = f"""
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep({BY_ITSELF})
"""
PARENT = f"""
import subprocess, time
print(subprocess.Popen(["sleep", "{BY_ITSELF}"]).pid, flush=True)
time.sleep({BY_ITSELF})
"""


def runs(pid: int) -> bool:
    """Whether the process exists and is not merely unreaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):  # gone before or while its line was read
        return False


def start(folder: Path, code: str, **options) -> Child:
    child = Child("one", [sys.executable, "-c", code], log=folder / "one.log", **options)
    assert wait_until(lambda: child.last_lines() != "", seconds=AT_ONCE)
    return child


def test_what_a_program_started_ends_with_it(tmp_path):
    child = start(tmp_path, PARENT)
    grandchild = int(child.last_lines())
    assert runs(grandchild)
    child.stop()
    assert wait_until(lambda: not runs(grandchild), seconds=AT_ONCE)
    assert not runs(child.pid)
    child.stop()


def test_a_program_that_will_not_stop_is_ended_after_its_time(tmp_path):
    child = start(tmp_path, STUBBORN, stop_seconds=0.3)
    began = time.monotonic()
    child.stop()
    assert 0.3 <= time.monotonic() - began < AT_ONCE
    assert child.exit_code() == -signal.SIGKILL


def test_the_end_of_a_program_is_known_before_and_after_it_was_reaped(tmp_path):
    child = start(tmp_path, "print('adieu'); raise SystemExit(3)")
    assert wait_until(lambda: child.exit_code() is not None, seconds=AT_ONCE)
    assert (child.exit_code(), child.last_lines()) == (3, "adieu")
    child.stop()
    assert child.exit_code() == 3


def test_a_program_ends_when_its_starter_is_killed(tmp_path):
    starter = textwrap.dedent(
        f"""
        import sys, time
        from pathlib import Path
        from inclusion.embedded.processes import Child
        print(Child("one", ["sleep", "{BY_ITSELF}"], log=Path({str(tmp_path / "one.log")!r})).pid, flush=True)
        time.sleep({BY_ITSELF})
        """
    )
    with subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True) as process:
        pid = int(process.stdout.readline())
        assert runs(pid)
        os.kill(process.pid, signal.SIGKILL)
        assert wait_until(lambda: not runs(pid), seconds=AT_ONCE)
