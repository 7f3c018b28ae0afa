"""How the tests are collected: each worker of a run does it for itself, and all of them must collect the same."""

import gc
import importlib
import os
from contextlib import suppress

import pytest


def pytest_collection(session: pytest.Session) -> None:
    """In a whole run, read the modules of tests from another place in each worker.

    A fresh copy has none of them compiled. Were they read in one order, each worker would compile all of them, at the
    same time; so each compiles a part, and finds the rest done by the others.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    tests = session.config.rootpath / "tests"
    if not worker or [session.config.invocation_params.dir / one for one in session.config.args] != [tests]:
        return
    files = sorted(tests.rglob("test_*.py"))
    first = len(files) * int(worker.removeprefix("gw")) // int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    for file in (*files[first:], *files[:first]):
        name = ".".join(file.relative_to(session.config.rootpath).with_suffix("").parts)
        with suppress(Exception, pytest.skip.Exception):  # which the collection reports
            importlib.import_module(name)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: to look for garbage in it takes a second each time."""
    gc.freeze()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes after its argument: an archive holds the second at which it was made, and the workers of
    a run must collect the same names.
    """
    return argname if isinstance(val, bytes) else None
