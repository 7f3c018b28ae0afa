"""What a run of the suite costs: its CPU, and a budget for the mean set-up of a test, checked by a whole run."""

import resource
import time
from collections.abc import Iterator

import pytest

#: Milliseconds of CPU that the set-up of a test may take in the mean of a whole run.
SETUP_BUDGET = 25
#: A run of fewer tests is not a whole one.
WHOLE = 2_000


class Costs:
    """CPU in seconds, counted in each process that runs tests, and added up in the one that was started."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.tests = 0
        self.setup = 0.0
        self.cpu = 0.0

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Iterator[None]:
        begin = time.process_time()
        try:
            return (yield)
        finally:
            self.tests += 1
            self.setup += time.process_time() - begin

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node) -> None:
        for name, value in getattr(node, "workeroutput", {}).get("costs", {}).items():
            setattr(self, name, getattr(self, name) + value)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.cpu += sum(
            used.ru_utime + used.ru_stime
            for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        )
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["costs"] = {"tests": self.tests, "setup": self.setup, "cpu": self.cpu}
        elif self.over_budget() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def over_budget(self) -> bool:
        """Whether a whole run took more for its set-ups than it may."""
        return self.tests >= WHOLE and self.setup * 1000 / self.tests > SETUP_BUDGET

    def pytest_terminal_summary(self, terminalreporter) -> None:
        mean = self.setup * 1000 / max(self.tests, 1)
        terminalreporter.write_line(
            f"CPU of the tests' processes: {self.cpu:.0f} s; a set-up took {mean:.1f} ms of it in the mean."
        )
        if self.over_budget():
            terminalreporter.write_line(f"A set-up may take {SETUP_BUDGET} ms in the mean.", red=True)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Costs(config), "costs")
