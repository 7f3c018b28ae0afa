"""How much a view takes; that nothing of more is read is shown with the web server (test_web_server.py)."""

import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from inclusion.core import access
from inclusion.core.web.body_size import SMALL, BodySizeMiddleware, takes_files


class Unread(io.BytesIO):
    """A body of which no byte may be read."""

    def read(self, *args):
        raise AssertionError("the body was read")


@access.requires(access.Permission.NETWORK_VIEW)
@takes_files(4 * SMALL)
def files(request):
    """Takes four megabytes, and five more of a fourth and of what is beside the files."""


@access.requires(access.Permission.NETWORK_VIEW)
def words(request):
    """Takes what everybody's view takes."""


@pytest.mark.parametrize(
    ("view", "is_member", "size", "megabytes"),
    [
        (words, False, SMALL, None),
        (words, False, SMALL + 1, 1),
        (files, False, SMALL + 1, 1),
        (words, True, 5 * SMALL // 2, None),
        (words, True, 5 * SMALL // 2 + 1, 2),
        (files, True, 6 * SMALL, None),
        (files, True, 6 * SMALL + 1, 6),
    ],
)
def test_what_a_view_takes_and_of_whom(rf, django_user_model, view, is_member, size, megabytes):
    request = rf.post("/", CONTENT_LENGTH=str(size), **{"wsgi.input": Unread()})
    request.user = django_user_model() if is_member else AnonymousUser()
    answer = BodySizeMiddleware(HttpResponse).process_view(request, view, (), {})
    if megabytes is None:
        assert answer is None
    else:
        assert answer.status_code == 413
        assert f"pas plus de {megabytes}\u00a0Mo à la fois" in answer.content.decode()


def test_a_body_of_unknown_size_is_refused(rf):
    request = rf.post("/", headers={"Transfer-Encoding": "chunked"})
    assert BodySizeMiddleware(HttpResponse).process_view(request, words, (), {}).status_code == 411
