"""The first administrator of a new portal."""

import io

import pytest
from django.core.management import CommandError, call_command

from inclusion.core.models.networks import Invitation, Network
from inclusion.core.scope import scoped_to
from tests.builders import make_department


def create(**changes) -> str:
    out = io.StringIO()
    options = {
        "slug": "lot-et-garonne",
        "name": "Déclic 47",
        "department": "47",
        "host": "Conseil départemental de Lot-et-Garonne",
        "coordinator": "claire@exemple.example",
    }
    call_command("create_network", stdout=out, **options | changes)
    return out.getvalue()


def test_a_network_is_founded_and_its_coordinator_invited(db, committed, mailbox):
    make_department()
    with committed():
        said = create(activities=["site", "passes", "fund"])
    network = Network.objects.get()
    assert network.activities == ["fund", "passes", "site"]
    with scoped_to(network):
        invitation = Invitation.objects.get()
        assert (invitation.roles, invitation.partner.is_host, invitation.invited_by) == (["coordinator"], True, None)
    link = f"http://localhost:8000/invitation/{invitation.token}/"
    assert link in said
    (letter,) = mailbox.taken
    assert link in letter.get_content()
    assert "L’administration du portail vous invite" in letter.get_content()


def test_a_portal_without_territories_says_what_to_run(db):
    with pytest.raises(CommandError, match=r"manage\.py prepare"):
        create()


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": "compte"},
        {"slug": "Lot et Garonne"},
        {"activities": ["passes"]},
        {"host": "\u00a0"},
        {"coordinator": "Claire <claire@exemple.example>"},
    ],
)
def test_what_cannot_be_founds_nothing(db, changes):
    make_department()
    with pytest.raises(CommandError):
        create(**changes)
    assert not Network.objects.exists()
