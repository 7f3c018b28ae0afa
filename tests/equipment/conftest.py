"""The clock of the portal for the tests of equipment: a Tuesday in term time, whatever today is."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

import pytest
from django.utils import timezone

from tests.builders import AT


@pytest.fixture
def clock(monkeypatch) -> Iterator[Callable[[date | datetime], None]]:
    """Return what sets the clock of the portal; it shows AT until it is set."""

    def show(moment: date | datetime) -> None:
        if not isinstance(moment, datetime):
            moment = timezone.make_aware(datetime.combine(moment, time(9)))
        monkeypatch.setattr(timezone, "now", lambda: moment)

    show(AT)
    yield show
