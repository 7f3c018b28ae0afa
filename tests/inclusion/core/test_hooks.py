"""Panels and ways back that upper apps add."""

from datetime import date
from decimal import Decimal

import pytest

from inclusion.core import figures
from inclusion.core import jobs as registry_jobs
from inclusion.core.models.jobs import Job
from inclusion.core.registry import measures as registry_measures
from inclusion.core.registry import panels as registry_panels
from inclusion.core.registry import public as registry_public


@pytest.fixture
def empty_registries(request):
    """The registries as if nobody had registered, put back afterwards."""
    kept = dict(registry_panels._panels), dict(registry_jobs._ways_back)
    registry_panels._panels.clear()
    registry_jobs._ways_back.clear()
    yield
    registry_panels._panels.clear()
    registry_panels._panels.update(kept[0])
    registry_jobs._ways_back.clear()
    registry_jobs._ways_back.update(kept[1])


def test_panels_come_in_order_and_only_on_their_page(empty_registries, rf):
    registry_panels.register_panel("person_detail", lambda request, person: ("un.html", {"who": person}))
    registry_panels.register_panel("person_detail", lambda request, person: None)
    registry_panels.register_panel("person_detail", lambda request, person: ("deux.html", {"path": request.path}))
    registry_panels.register_panel("partner_detail", lambda request, partner: ("trois.html", {}))
    request = rf.get("/ici/")
    request.network = None
    assert registry_panels.panels_for("person_detail", request, "Jeanne") == [
        {"template": "un.html", "context": {"who": "Jeanne"}},
        {"template": "deux.html", "context": {"path": "/ici/"}},
    ]
    assert registry_panels.panels_for("partner_detail", request, None) == [{"template": "trois.html", "context": {}}]
    assert registry_panels.panels_for("member_list", request, None) == []


def test_work_leads_back_by_its_kind(empty_registries):
    registry_jobs.register_way_back("lot", lambda job: {"label": "Le lot", "url": f"/lots/{job.subject_id}/"})
    assert registry_jobs.back_to(Job(kind="lot", subject_id=7)) == {"label": "Le lot", "url": "/lots/7/"}
    assert registry_jobs.back_to(Job(kind="inconnu")) is None


def test_public_pages_by_network(monkeypatch, network, other_network):
    one, two = network.pk, other_network.pk
    monkeypatch.setattr(registry_public, "_public_pages", [])
    registry_public.register_public_page("Un", "un", lambda day: {one, two})
    registry_public.register_public_page("Deux", "deux", lambda day: {two} if day.year == 2026 else set())
    assert registry_public.public_pages(date(2026, 1, 1)) == {
        one: [("Un", "un")],
        two: [("Un", "un"), ("Deux", "deux")],
    }
    assert registry_public.public_pages(date(2027, 1, 1)) == {one: [("Un", "un")], two: [("Un", "un")]}


def test_measures_are_offered_by_key(monkeypatch):
    monkeypatch.setattr(registry_measures, "_measures", {})
    monkeypatch.setattr(figures, "_definitions", {})
    registry_measures.register_measure(
        figures.register_figure("days", "Jours", "jours", "Les jours."), lambda network, start, end: (end - start).days
    )
    registry_measures.register_measure(
        figures.register_figure("none", "Rien", "€", "Rien."), lambda network, start, end: Decimal("0.00")
    )
    assert list(registry_measures.measures()) == ["days", "none"]
    measure = registry_measures.measures()["days"]
    assert (measure.key, measure.label, measure.unit) == ("days", "Jours", "jours")
    assert measure.count(None, date(2026, 1, 1), date(2026, 2, 1)) == 31


def test_a_measure_is_registered_once(monkeypatch):
    monkeypatch.setattr(registry_measures, "_measures", {})
    monkeypatch.setattr(figures, "_definitions", {})
    registry_measures.register_measure(
        figures.register_figure("days", "Jours", "jours", "Les jours."), lambda network, start, end: 1
    )
    with pytest.raises(ValueError, match="days"):
        registry_measures.register_measure(
            figures.register_figure("days", "Autres jours", "jours", "D’autres."), lambda network, start, end: 2
        )
    assert registry_measures.measures()["days"].label == "Jours"


def test_who_reads_the_measures_cannot_add_one(monkeypatch):
    monkeypatch.setattr(registry_measures, "_measures", {})
    registry_measures.measures()["days"] = None
    assert registry_measures.measures() == {}
