"""What the programs of the portal load when they start: no heavy library before its first use, no app for beat."""

import json
import os
import subprocess
import sys

import pytest
from django.utils.module_loading import autodiscover_modules

from inclusion.celery import app
from inclusion.embedded.supervisor import PROJECT
from tests.test_architecture import parsed

#: Libraries that a page, a task or a command imports in the function that needs them.
HEAVY = {
    "PIL",
    "fontTools",
    "holidays",
    "icalendar",
    "numpy",
    "opening_hours",
    "openpyxl",
    "phonenumbers",
    "pikepdf",
    "pyxform",
    "scipy",
    "segno",
    "typst",
    "vacances_scolaires_france",
    "weasyprint",
    "zxingcpp",
}

#: Beat first, then the web server, as each loads itself; what is loaded by then, and what the second holds open.
START = """
import json, os, sys, threading
from inclusion.beat import app
app.loader.init_worker()
app.finalize()
beat = sorted(sys.modules)
import inclusion.wsgi
opened = [os.readlink(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")[:-1]]
print(json.dumps({
    "beat": beat,
    "web": sorted(sys.modules),
    "threads": threading.active_count(),
    "sockets": [one for one in opened if one.startswith("socket:")],
}))
"""


@pytest.fixture(scope="module")
def started() -> dict:
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=PROJECT, env={**os.environ}, stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout)


def test_the_web_server_starts_without_heavy_libraries(started):
    assert "funding.statements.views" in started["web"], "the views are loaded before the fork"
    assert HEAVY.isdisjoint(started["web"])


def test_the_web_server_opens_no_connection_before_it_forks(started):
    """Processes would share it."""
    assert started["sockets"] == []
    assert started["threads"] == 1


def test_beat_starts_without_the_apps(started):
    assert "celery" in started["beat"]
    assert {"django.db.models", "inclusion.models", *HEAVY}.isdisjoint(started["beat"])


def test_beat_sends_tasks_that_workers_know():
    autodiscover_modules("tasks")
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_no_module_imports_a_heavy_library_at_its_top():
    wrong = [
        f"{source.name} imports {name}"
        for source in parsed()
        for name in source.top_level_imports
        if name.split(".")[0] in HEAVY
    ]
    assert not wrong
