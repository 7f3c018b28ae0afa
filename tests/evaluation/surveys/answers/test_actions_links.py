"""Addresses that carry their own right: nobody makes one up, none opens what it was not made for."""

from datetime import timedelta

import pytest

from evaluation.surveys.answers.actions import kiosk_key, kiosk_of, link_of, signed
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.evaluation.builders import link_of as make_link
from tests.evaluation.builders import opened, taking_part
from tests.setup_data import setup_data


@setup_data(in_scope=True)
def inside(network):
    return network


def test_an_address_leads_to_its_link(inside):
    link = make_link(opened())
    assert link_of(signed(link)) == link


@pytest.mark.parametrize("text", ["", "1", "1~x", "~", "\x00", "é~é", "9" * 3000])
def test_an_address_that_was_made_up_leads_nowhere(inside, text):
    with pytest.raises(DomainError):
        link_of(text)


def test_a_link_of_another_network_leads_nowhere(inside, other_network):
    with scoped_to(other_network):
        text = signed(make_link(opened()))
    with pytest.raises(DomainError):
        link_of(text)


def test_a_kiosk_is_open_for_its_campaign_and_its_day(inside):
    campaign = opened()
    structure = taking_part(campaign)
    key = kiosk_key(campaign, structure, at=AT)
    assert kiosk_of(campaign, key, at=AT).structure == structure
    assert kiosk_of(campaign, kiosk_key(campaign, None, at=AT), at=AT).structure is None
    for other, at in ((opened(), AT), (campaign, AT + timedelta(days=1))):
        with pytest.raises(DomainError, match="plus ouverte"):
            kiosk_of(other, key, at=at)


def test_a_link_opens_no_kiosk(inside):
    link = make_link(opened())
    with pytest.raises(DomainError):
        kiosk_of(link.campaign, signed(link), at=AT)
