"""Panels and ways back that upper apps add."""

import pytest

from inclusion import hooks
from inclusion.models import Job


@pytest.fixture
def empty_registries(request):
    """The registries as if nobody had registered, put back afterwards."""
    kept = dict(hooks._panels), dict(hooks._ways_back)
    hooks._panels.clear()
    hooks._ways_back.clear()
    yield
    hooks._panels.clear()
    hooks._panels.update(kept[0])
    hooks._ways_back.clear()
    hooks._ways_back.update(kept[1])


def test_panels_come_in_order_and_only_on_their_page(empty_registries, rf):
    hooks.register_person_panel(lambda request, person: ("un.html", {"who": person}))
    hooks.register_person_panel(lambda request, person: None)
    hooks.register_panel("person_detail", lambda request, person: ("deux.html", {"path": request.path}))
    hooks.register_partner_panel(lambda request, partner: ("trois.html", {}))
    request = rf.get("/ici/")
    assert hooks.panels_for("person_detail", request, "Jeanne") == [
        {"template": "un.html", "context": {"who": "Jeanne"}},
        {"template": "deux.html", "context": {"path": "/ici/"}},
    ]
    assert hooks.panels_for("partner_detail", request, None) == [{"template": "trois.html", "context": {}}]
    assert hooks.panels_for("member_list", request, None) == []


def test_work_leads_back_by_its_kind(empty_registries):
    hooks.register_way_back("lot", lambda job: {"label": "Le lot", "url": f"/lots/{job.subject_id}/"})
    assert hooks.back_to(Job(kind="lot", subject_id=7)) == {"label": "Le lot", "url": "/lots/7/"}
    assert hooks.back_to(Job(kind="inconnu")) is None
