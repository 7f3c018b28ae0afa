"""A pile of papers typed in by keyboard alone."""

import pytest
from django.urls import reverse

from evaluation.models import Response
from inclusion.core.scope import scoped_to
from tests.browser.conftest import PHONE, is_headed, open_session, says
from tests.evaluation.builders import opened, taking_part
from tests.evaluation.world import ALWAYS

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_papers_by_keyboard(open_page, network, cast, audit):
    with scoped_to(network):
        campaign = opened(**ALWAYS)
        taking_part(campaign, cast["prescriber"].partner)
    page = open_page()
    open_session(page, cast["prescriber"].user.email)
    address = reverse("paper_entry", args=[network.slug, campaign.pk])
    page.goto(address)
    is_headed(page, "Papier 1")
    audit(page)
    keyboard = page.keyboard
    keyboard.press("2")  # no computer: the question since when is passed over
    keyboard.type("67")
    keyboard.press("Enter")
    keyboard.press("2")  # with help
    keyboard.press("Enter")  # left out
    keyboard.press("4")
    for key in ("2", "3", "Enter"):  # several
        keyboard.press(key)
    keyboard.press("1")
    keyboard.press("3")
    keyboard.press("1")
    keyboard.type("Merci")
    keyboard.press("Enter")
    keyboard.press("Enter")
    is_headed(page, "Papier 2")
    says(page, "1 papier enregistré")
    keyboard.press("1")
    keyboard.press("Control+Enter")
    is_headed(page, "Papier 3")
    audit(page)
    with scoped_to(network):
        first, second = Response.objects.order_by("pk").prefetch_related("answers")
        said = [(one.item, one.choice or one.text or str(int(one.number))) for one in first.answers.all()]
        assert said == [
            ("equipped", "no"),
            ("age", "67"),
            ("search", "with_help"),
            ("confident", "rather"),
            ("uses", "sometimes"),
            ("uses", "yes"),
            ("places__yes", "never"),
            ("places__no", "often"),
            ("address", "a"),
            ("words", "Merci"),
        ]
        assert [one.item for one in second.answers.all()] == ["equipped"]
    phone = open_page(viewport=PHONE)
    open_session(phone, cast["coordinator"].user.email)
    phone.goto(address)
    audit(phone)
