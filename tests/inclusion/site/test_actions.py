"""What a network says on its public site changes, and the journal says which fields."""

import pytest
from django.core.exceptions import ValidationError

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.networks.models import NetworkSite
from inclusion.site.actions import change_site, site_of_network
from tests.builders import AT, make_user


@pytest.fixture
def does() -> dict:
    return {"by": make_user(), "at": AT}


def test_a_site_that_was_never_changed_has_the_values_of_a_new_one(scope):
    site = site_of_network()
    assert (site.pk, site.publisher, site.hub_days, site.asks_places) == (None, "", 20, True)


def test_what_changes_is_kept_once_and_recorded(scope, does):
    change_site(publisher="Ville d’Annecy", welcome="", **does)
    change_site(publisher="Ville d’Annecy", hosting="Hébergeur", **does)
    change_site(publisher="Ville d’Annecy", **does)
    site = NetworkSite.objects.get()
    assert (site.publisher, site.hosting) == ("Ville d’Annecy", "Hébergeur")
    lines = JournalEntry.objects.filter(verb="site.changed").order_by("pk")
    assert [line.details["fields"] for line in lines] == [["publisher"], ["hosting"]]


@pytest.mark.parametrize(
    ("field", "value"), [("tiles_url", "https://tuiles.example/{z}.png"), ("embed_hosts", "http://ville.example")]
)
def test_an_address_that_is_wrong_is_refused_at_its_field(scope, does, field, value):
    with pytest.raises(DomainError) as refused:
        change_site(**{field: value}, **does)
    assert refused.value.field == field
    assert not NetworkSite.objects.exists()


def test_a_rate_is_a_percentage(scope, does):
    with pytest.raises(ValidationError, match="de 0 à 100"):
        change_site(accessibility_rate=101, **does)


def test_each_network_has_its_own(scope, other_network, does):
    change_site(publisher="Le nôtre", **does)
    with scoped_to(other_network):
        assert site_of_network().publisher == ""
        change_site(publisher="Le leur", **does)
    assert site_of_network().publisher == "Le nôtre"
