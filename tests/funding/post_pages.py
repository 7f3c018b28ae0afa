"""What the tests of the pages of posts share."""

from django.urls import reverse

from tests.pages import plain

SLUG = "lot-et-garonne"


def url(name, row=None):
    return reverse(name, args=[SLUG, *([] if row is None else [row.pk])])


def wrong(response, field=None):
    """What the page says is wrong at a field, or with the form as a whole."""
    assert response.status_code == 200
    form = response.context["form"]
    return plain(" ".join(form.errors.get(field, ()) if field else form.non_field_errors()))


def typed(response, name):
    """What stands in a field of the page."""
    return response.context["form"][name].value()
