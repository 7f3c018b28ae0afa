"""Panels and ways back that upper apps add."""

from datetime import date
from decimal import Decimal

import pytest

from inclusion.core import figures, registry
from inclusion.core.models.jobs import Job


@pytest.fixture
def empty_registries(request):
    """The registries as if nobody had registered, put back afterwards."""
    kept = dict(registry._panels), dict(registry._ways_back)
    registry._panels.clear()
    registry._ways_back.clear()
    yield
    registry._panels.clear()
    registry._panels.update(kept[0])
    registry._ways_back.clear()
    registry._ways_back.update(kept[1])


def test_panels_come_in_order_and_only_on_their_page(empty_registries, rf):
    registry.register_person_panel(lambda request, person: ("un.html", {"who": person}))
    registry.register_person_panel(lambda request, person: None)
    registry.register_panel("person_detail", lambda request, person: ("deux.html", {"path": request.path}))
    registry.register_partner_panel(lambda request, partner: ("trois.html", {}))
    request = rf.get("/ici/")
    request.network = None
    assert registry.panels_for("person_detail", request, "Jeanne") == [
        {"template": "un.html", "context": {"who": "Jeanne"}},
        {"template": "deux.html", "context": {"path": "/ici/"}},
    ]
    assert registry.panels_for("partner_detail", request, None) == [{"template": "trois.html", "context": {}}]
    assert registry.panels_for("member_list", request, None) == []


def test_work_leads_back_by_its_kind(empty_registries):
    registry.register_way_back("lot", lambda job: {"label": "Le lot", "url": f"/lots/{job.subject_id}/"})
    assert registry.back_to(Job(kind="lot", subject_id=7)) == {"label": "Le lot", "url": "/lots/7/"}
    assert registry.back_to(Job(kind="inconnu")) is None


def test_public_pages_by_network(monkeypatch, network, other_network):
    one, two = network.pk, other_network.pk
    monkeypatch.setattr(registry, "_public_pages", [])
    registry.register_public_page("Un", "un", lambda day: {one, two})
    registry.register_public_page("Deux", "deux", lambda day: {two} if day.year == 2026 else set())
    assert registry.public_pages(date(2026, 1, 1)) == {
        one: [("Un", "un")],
        two: [("Un", "un"), ("Deux", "deux")],
    }
    assert registry.public_pages(date(2027, 1, 1)) == {one: [("Un", "un")], two: [("Un", "un")]}


def test_measures_are_offered_by_key(monkeypatch):
    monkeypatch.setattr(registry, "_measures", {})
    monkeypatch.setattr(figures, "_definitions", {})
    registry.register_measure(
        "days", "Jours", "jours", "Les jours.", lambda network, start, end: (end - start).days
    )
    registry.register_measure("none", "Rien", "€", "Rien.", lambda network, start, end: Decimal("0.00"))
    assert list(registry.measures()) == ["days", "none"]
    measure = registry.measures()["days"]
    assert (measure.key, measure.label, measure.unit) == ("days", "Jours", "jours")
    assert measure.count(None, date(2026, 1, 1), date(2026, 2, 1)) == 31


def test_a_measure_is_registered_once(monkeypatch):
    monkeypatch.setattr(registry, "_measures", {})
    monkeypatch.setattr(figures, "_definitions", {})
    registry.register_measure("days", "Jours", "jours", "Les jours.", lambda network, start, end: 1)
    with pytest.raises(ValueError, match="days"):
        registry.register_measure("days", "Autres jours", "jours", "D’autres.", lambda network, start, end: 2)
    assert registry.measures()["days"].label == "Jours"


def test_who_reads_the_measures_cannot_add_one(monkeypatch):
    monkeypatch.setattr(registry, "_measures", {})
    registry.measures()["days"] = None
    assert registry.measures() == {}
