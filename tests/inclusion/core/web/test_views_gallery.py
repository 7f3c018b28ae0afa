"""The gallery shows every component that there is."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

pytestmark = pytest.mark.django_db

COMPONENTS = {path.stem for path in (settings.BASE_DIR / "templates" / "components").glob("*.html")}


@pytest.fixture
def page(client) -> str:
    response = client.get(reverse("gallery"))
    assert response.status_code == 200
    return response.content.decode()


def test_names_every_component_and_no_other(page):
    assert set(re.findall(r'data-component="([a-z_]+)"', page)) == COMPONENTS


def test_uses_every_component(client):
    """A component is in the gallery because it was rendered, not because it is named."""
    response = client.get(reverse("gallery"))
    names = [template.name or "" for template in response.templates]
    used = {Path(name).stem for name in names if name.startswith("components/")}
    assert used == COMPONENTS


def test_obeys_the_content_security_policy(page):
    assert " style=" not in page
    assert "<style" not in page
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", page) == []
    assert re.findall(r"\son[a-z]+=", page) == []


def test_every_id_is_used_once(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) > 20
    assert sorted(ids) == sorted(set(ids))


def test_leaks_no_template_comment(page):
    assert "{#" not in page and "{%" not in page


def test_is_closed_in_production(client, settings):
    settings.PRODUCTION = True
    assert client.get(reverse("gallery")).status_code == 404
