"""A network is founded, and its settings change."""

import io

import pytest
from django.urls import get_resolver, reverse
from PIL import Image

from inclusion.core.activities import activity_keys, declared_activities
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.networks.actions import (
    RESERVED_SLUGS,
    change_settings,
    create_network,
    running_sentences,
    set_activities,
)
from tests.builders import AT, make_department, make_user
from tests.inclusion.meeting_builders import make_meeting


def picture(fmt="PNG", size=(40, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#1f5fa8").save(out, fmt)
    return out.getvalue()


def found(slug="lot-et-garonne", **settings):
    return create_network(
        slug=slug,
        name="Déclic 47",
        department=make_department(),
        host_name="Conseil départemental de Lot-et-Garonne",
        at=AT,
        **settings,
    )


def test_a_network_is_born_with_the_partner_that_runs_it(db):
    founded = found(brand="#a3262a", tagline="Le numérique pour tous")
    assert (founded.network.brand, founded.network.tagline) == ("#a3262a", "Le numérique pour tous")
    with scoped_to(founded.network):
        assert (founded.host.is_host, founded.host.kind) == (True, "department")
        assert list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
            "network.created",
            "partner.added",
        ]


@pytest.mark.parametrize(
    ("slug", "sentence"), [("compte", "réservée"), ("lot-et-garonne", "porte déjà"), ("Lot et Garonne", "minuscules")]
)
def test_an_address_is_free_and_well_formed(db, slug, sentence):
    if sentence == "porte déjà":
        found()
    before = Network.objects.count()
    with pytest.raises(DomainError, match=sentence):
        found(slug)
    assert Network.objects.count() == before


def test_every_first_word_of_the_portal_is_reserved():
    words = {str(pattern.pattern).split("/")[0] for pattern in get_resolver().url_patterns}
    # no address of a network holds a point
    assert {word for word in words if word and "<" not in word and "." not in word} <= RESERVED_SLUGS


def test_the_journal_names_what_changed_and_not_how(scope):
    by = make_user()
    changed = change_settings(scope, name="Déclic 47", phone="05 53 00 00 00", brand="#a3262a", by=by, at=AT)
    assert (changed.phone, changed.brand) == ("05 53 00 00 00", "#a3262a")
    line = JournalEntry.objects.get()
    assert (line.verb, line.details, line.by) == ("network.changed", {"changed": ["phone", "brand"]}, by)


@pytest.mark.parametrize(
    ("asked", "verb"), [(False, "network.second_factor_waived"), (True, "network.second_factor_asked")]
)
def test_the_journal_says_who_no_longer_needs_a_second_factor(scope, asked, verb):
    by = make_user()
    Network.objects.update(second_factor_for_readers=not asked)
    change_settings(scope, by=by, at=AT, second_factor_for_readers=asked)
    assert [line.by for line in JournalEntry.objects.filter(verb=verb)] == [by]
    assert Network.objects.get().second_factor_for_readers is asked


def test_nothing_changed_nothing_written(scope):
    change_settings(scope, name=scope.name, remove_logo=True, by=make_user(), at=AT)
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("brand", ["red", "#12345", "#1f5fa8; }"])
def test_a_brand_is_a_colour(scope, brand):
    with pytest.raises(DomainError, match="couleur"):
        change_settings(scope, brand=brand, by=make_user(), at=AT)


def test_only_settings_change(scope):
    with pytest.raises(TypeError):
        change_settings(scope, by=make_user(), at=AT, slug="autre")


def test_a_logo_is_kept_by_its_content_and_taken_away(scope):
    by = make_user()
    with_logo = change_settings(scope, logo=picture("JPEG"), by=by, at=AT)
    assert (bytes(with_logo.logo)[:2], with_logo.logo_type) == (b"\xff\xd8", "image/jpeg")
    without = change_settings(scope, remove_logo=True, by=by, at=AT)
    assert (without.logo, without.logo_type) == (None, "")


def test_what_is_no_logo_is_refused(scope):
    with pytest.raises(DomainError, match="PNG ou JPEG"):
        change_settings(scope, logo=b"<svg onload='alert(1)'/>", by=make_user(), at=AT)


def test_a_network_does_what_is_switched_on_and_the_journal_says_since_when(network, cast, scope):
    by = cast["coordinator"].user
    without = [key for key in activity_keys() if key not in ("loans", "guide", "help_desks")]
    changed = set_activities(network=network, on=[*reversed(without)], by=by, at=AT)
    assert changed.activities == Network.objects.get(pk=network.pk).activities == without
    line = JournalEntry.objects.get(verb="network.activities_changed")
    assert (line.details["on_now"], line.details["off_now"]) == ([], ["guide", "help_desks", "loans"])
    set_activities(network=network, on=without, by=by, at=AT)
    assert JournalEntry.objects.filter(verb="network.activities_changed").count() == 1
    set_activities(network=network, on=activity_keys(), by=by, at=AT)
    assert Network.objects.get(pk=network.pk).activities == activity_keys()


def test_a_network_that_wants_everything_has_chosen_too(network, cast, scope):
    set_activities(network=network, on=activity_keys(), by=cast["coordinator"].user, at=AT)
    line = JournalEntry.objects.get(verb="network.activities_changed")
    assert (line.details["on_now"], line.details["off_now"]) == ([], [])


def test_what_is_running_or_needed_is_not_switched_off(clock, network, cast, scope):
    by = cast["coordinator"].user

    def refused(*off):
        on = [key for key in activity_keys() if key not in off]
        with pytest.raises(DomainError) as refusal:
            set_activities(network=network, on=on, by=by, at=AT)
        return str(refusal.value).replace("\u00a0", " ")

    assert refused("fund", "passes") == "« Postes cofinancés » ne va pas sans « Fonds commun »."
    make_meeting()
    assert refused("meetings") == "« Réunions » ne peut pas s’arrêter : 1 réunion est prévue."
    with pytest.raises(DomainError, match="inconnue"):
        set_activities(network=network, on=["piscine"], by=by, at=AT)
    assert Network.objects.get(pk=network.pk).activities == activity_keys()


def test_every_activity_can_say_what_is_running(network, scope):
    """Each query of each declaration is run, and nothing runs in a network that has just begun."""
    for one in declared_activities():
        assert running_sentences(one, AT.date()) == []
        for row in one.running(AT.date()):
            assert reverse(row.url_name, args=[network.slug])
