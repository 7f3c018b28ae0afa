"""The day on which the suite runs: the same at each run, another one by DAY=2028-02-29.

The clock goes on from half past nine of that day, in every process of a run and in the pages that Chromium shows, so
that a result never depends on the day or the hour of the run.
"""

import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

_real_now = timezone.now


def _shift() -> timedelta:
    """From the real time to the suite's, the same for all processes that the first one starts."""
    day = datetime.fromisoformat(f"{os.environ.get('DAY', '2026-12-02')} 09:30")
    start = day.replace(tzinfo=ZoneInfo("Europe/Paris"))
    return timedelta(seconds=float(os.environ.setdefault("CLOCK_SHIFT", str((start - _real_now()).total_seconds()))))


SHIFT = _shift()


def _now() -> datetime:
    return _real_now() + SHIFT


timezone.now = _now
#: For a page of Chromium: its Date goes with the suite's clock.
SCRIPT = f"""
window.Date = class extends Date {{
  constructor(...given) {{ given.length ? super(...given) : super(Date.now()); }}
  static now() {{ return super.now() + {SHIFT.total_seconds() * 1000:.0f}; }}
}};
"""
