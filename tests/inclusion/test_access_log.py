"""The web server's log leaves out the pages for whoever answers, and nothing else."""

import pytest
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.glogging import Logger

from inclusion.access_log import AccessLog


@pytest.fixture
def written(monkeypatch):
    """The addresses of the lines that were written."""
    lines = []
    monkeypatch.setattr(Logger, "access", lambda self, resp, req, environ, took: lines.append(environ["PATH_INFO"]))
    return lines


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("answer", ["token"]),
        ("answer_single", ["1~signature"]),
        ("answer_kiosk", ["token"]),
        ("answer_thanks", ["token"]),
    ],
)
def test_no_line_is_written_of_an_answer(written, name, args):
    log = AccessLog(Config())
    log.access(None, None, {"PATH_INFO": reverse(name, args=["landes", *args])}, None)
    assert written == []


def test_every_other_page_has_its_line(written):
    log = AccessLog(Config())
    log.access(None, None, {"PATH_INFO": reverse("survey_list", args=["landes"])}, None)
    assert written == [reverse("survey_list", args=["landes"])]
