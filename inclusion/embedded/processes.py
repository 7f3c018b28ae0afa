"""One program started, watched and stopped: in a session of its own, with a log, ended with its starter."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
TICK = 0.05  # seconds between two looks at something that is waited for


class ServiceError(Exception):
    """A service cannot start or died; the message is the French sentence to show."""


class Child:
    """A program of ours.

    It runs in its own session, so that a Ctrl-C in the terminal reaches only whoever started it, and it is
    sent `stop_signal` by the kernel should the starter be killed: no orphan keeps a port or a data
    folder. The starting thread must live as long as the program, since the kernel ties the two.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        account: pwd.struct_passwd | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        stop_seconds: float = 10,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.name = name
        self.log = log
        self.stop_signal = stop_signal
        self.stop_seconds = stop_seconds
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                env=dict(env) if env is not None else None,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=tuple(pass_fds),
                preexec_fn=end_with_parent(stop_signal),
                **_as_account(account),
            )
        self.pid = self._process.pid

    def exit_code(self) -> int | None:
        """The exit code (minus the signal's number when killed), or None while it runs."""
        if self._process.returncode is None:
            # WNOWAIT leaves a dead leader unreaped, so that its group's number cannot be given to strangers
            # before `stop` has ended what the leader may have left behind.
            ended = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is None:
                return None
            return ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
        return self._process.returncode

    def stop(self) -> None:
        """Ask the program to end, wait at most `stop_seconds`, then end its whole group. Harmless when repeated."""
        if self._process.returncode is not None:
            return
        if self.exit_code() is None:
            os.kill(self.pid, self.stop_signal)
            wait_until(lambda: self.exit_code() is not None, seconds=self.stop_seconds)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def last_lines(self, count: int = 15) -> str:
        """The end of the program's log."""
        return tail(self.log, count)


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Whether `condition` came true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(TICK)
    return True


def tail(log: Path, count: int) -> str:
    """The last `count` lines of a log, or an empty text when there is none."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def keep_one_older(log: Path) -> None:
    """Begin a new log and keep the previous one beside it as NAME.log.1."""
    if log.exists():
        log.replace(log.with_name(log.name + ".1"))


def _as_account(account: pwd.struct_passwd | None) -> dict:
    """Popen's arguments that run a program as another account of the machine."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def end_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What the child runs before its program: ask Linux for a signal when the parent dies."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died before the call above
            os._exit(1)

    return prepare
