"""What a request says beside its forms."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.http import Http404, HttpResponse, QueryDict
from django.test import RequestFactory

from inclusion.core.web import parameters
from inclusion.core.web.parameters import TextMiddleware

NONE = (None, "", " 1", "-1", "+1", "1.0", "0x1", "²", "٣", "1\n", "9" * 40, "1_0", "None")


@pytest.mark.parametrize("text", NONE)
@pytest.mark.parametrize(
    "read", [parameters.whole, parameters.key, parameters.year, parameters.day, parameters.month, parameters.moment]
)
def test_what_is_none_is_none(read, text):
    assert read(text) is None


def test_within_bounds():
    assert parameters.key("1") == 1
    assert parameters.key(str(parameters.LAST_KEY)) == parameters.LAST_KEY
    assert parameters.key("0") is parameters.key(str(parameters.LAST_KEY + 1)) is None
    assert parameters.whole("0") == 0
    assert parameters.whole("12", high=11) is None
    assert parameters.keys(["3", "x", "1", "0"]) == [3, 1]
    assert (parameters.year("2026"), parameters.year("0000"), parameters.year("9999")) == (2026, None, None)


@pytest.mark.parametrize("text", ["20260301", "2026-W10-1", "2026-02-30", "0001-01-01", "9999-12-31", "2026-3-1"])
def test_days_are_written_in_one_way_and_of_our_times(text):
    assert parameters.day(text) is None


def test_a_moment_has_a_zone_and_is_of_our_times():
    assert parameters.moment("2026-12-01T09:00:00+01:00") == datetime(2026, 12, 1, 8, tzinfo=UTC)
    for text in ("2026-12-01T09:00:00", "2026-12-32T09:00:00Z", "0001-01-01T00:00:00Z"):
        assert parameters.moment(text) is None, text


def test_days_months_and_identifiers():
    assert parameters.day("2026-03-01") == date(2026, 3, 1)
    assert parameters.month("2026-12") == date(2026, 12, 1)
    assert parameters.month("2026-12-01") is parameters.month("2026-13") is None
    one = uuid.uuid4()
    assert parameters.unique_id(str(one)) == one
    assert parameters.unique_id("x") is parameters.unique_id(None) is None


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_a_body_that_is_no_json_is_a_value_error(content_type):
    request = RequestFactory().generic("POST", "/", b"--x--\r\n", content_type=content_type)
    assert not request.POST  # as the check of the token reads it
    with pytest.raises(ValueError, match=r".*"):
        parameters.json_body(request)


def cleaned(request):
    TextMiddleware(lambda one: HttpResponse()).process_view(request, None, (), {})
    return request


def test_the_middleware_cleans_both_lists():
    request = cleaned(RequestFactory().post("/?q=a%00b&q=c", {"na\x00me": ["x\ufffey", "l\r\nm"]}))
    assert QueryDict("q=ab&q=c") == request.GET
    assert request.POST.getlist("name") == ["xy", "l\r\nm"]
    assert not request.POST._mutable


def test_what_is_clean_is_left_as_it_is():
    request = RequestFactory().post("/?q=a", {"a": "é"})
    given = request.GET, request.POST
    assert given == (cleaned(request).GET, cleaned(request).POST)
    assert request.GET is given[0]


@pytest.mark.parametrize("path", ["/a\x00/", "/\x85/", "/\ufffe/"])
def test_an_address_with_such_a_character_leads_nowhere(path):
    request = RequestFactory().get("/")
    request.path_info = path
    with pytest.raises(Http404):
        cleaned(request)
