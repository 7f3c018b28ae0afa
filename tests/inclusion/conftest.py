"""Letters that leave while a test runs; all France."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from inclusion.celery import app
from inclusion.territories.actions import load_territories
from tests.setup_data import setup_data


@pytest.fixture
def committed(django_capture_on_commit_callbacks) -> Iterator[Callable]:
    """Return a block after which what waits for the commit is done, tasks included, in this process."""
    before = app.conf.task_always_eager, app.conf.task_eager_propagates
    app.conf.task_always_eager = app.conf.task_eager_propagates = True

    @contextmanager
    def block():
        with django_capture_on_commit_callbacks(execute=True):
            yield

    yield block
    app.conf.task_always_eager, app.conf.task_eager_propagates = before


@setup_data(costly=True)
def france() -> None:
    """All France, as shipped."""
    load_territories()
