"""What calls and questions put on the home pages, and what they keep from being merged away."""

from datetime import date

import pytest

from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.requests import ask_contributors
from inclusion.core.access import Member
from inclusion.core.errors import DomainError
from inclusion.core.navigation import Home, Urgency
from inclusion.core.scope import scoped_to
from inclusion.partners.actions import merge_partners
from tests.builders import AT, make_partner
from tests.funding.builders import make_contribution, make_fund, receive
from tests.pages import address, plain
from tests.setup_data import setup_data

TODAY, LATER = date(2026, 11, 24), date(2026, 12, 25)


@setup_data
def fund(scope):
    return make_fund()


def ask(fund, *partners, by, answer_by=date(2026, 12, 24), year=2027):
    return ask_contributors(fund, year=year, partners=partners, answer_by=answer_by, on=TODAY, by=by, at=AT)


def todos(cast, role, today):
    return {
        one.title.replace("\u00a0", " ").replace("\u202f", " "): one for one in Home(Member(cast[role]), today).todos()
    }


def test_a_question_waits_for_an_operator_until_it_is_answered(fund, cast, by):
    (asked,) = ask(fund, cast["operator"].partner, by=by)
    title = "Combien verserez-vous en 2027 ?"
    todo = todos(cast, "operator", TODAY)[title]
    assert (todo.action, todo.due) == ("Répondre", date(2026, 12, 24))
    assert todo.url == f"/lot-et-garonne/vos-contributions/reponses/{asked.pk}/"
    assert "réponse attendue dans 30 jours, le 24 décembre" in todo.detail
    assert todos(cast, "operator", LATER)[title].urgency_on(LATER) == Urgency.LATE
    assert title not in todos(cast, "operator", date(2029, 1, 1))
    assert title not in todos(cast, "coordinator", TODAY)
    make_contribution(fund, cast["operator"].partner, "0.00", by=by, year=2027)
    assert title not in todos(cast, "operator", TODAY)


def test_a_call_waits_for_an_operator_until_it_is_paid(fund, cast, by):
    promised = make_contribution(fund, cast["operator"].partner, "1000.00", by=by)
    call_for_funds(promised, due_on=date(2026, 12, 24), on=TODAY, by=by, at=AT)
    receive(promised, "400.00", by=by, on=TODAY)
    title = "600,00 € à verser pour 2026"
    todo = todos(cast, "operator", TODAY)[title]
    assert (todo.due, todo.url) == (date(2026, 12, 24), "/lot-et-garonne/vos-contributions/")
    assert todo.detail == "appel de fonds AF-2026-0001, échéance dans 30 jours, le 24 décembre"
    receive(promised, "600.00", by=by, on=TODAY)
    assert not any("à verser" in one for one in todos(cast, "operator", TODAY))


def test_late_answers_wait_for_the_coordinator_by_fund(fund, cast, by):
    other = make_fund("Autre fonds")
    ask(fund, make_partner("CAF"), make_partner("MSA"), by=by)
    ask(other, make_partner("Orange"), by=by)
    assert not any("pas dit" in title for title in todos(cast, "coordinator", date(2026, 12, 24)))
    shown = todos(cast, "coordinator", LATER)
    assert shown["2 partenaires n’ont pas dit ce qu’ils versent"].url == f"/lot-et-garonne/fonds/{fund.pk}/reponses/"
    assert "Autre fonds" in shown["1 partenaire n’a pas dit ce qu’il verse"].detail
    assert not any("pas dit" in title for title in todos(cast, "operator", LATER))
    assert not any("pas dit" in title for title in todos(cast, "coordinator", date(2029, 1, 1)))


def test_another_network_s_answers_are_not_shown(cast, network, other_network, by):
    with scoped_to(other_network):
        ask(make_fund(), make_partner("CAF 49"), by=by)
    with scoped_to(network):
        assert not any("pas dit" in title for title in todos(cast, "coordinator", LATER))


def test_who_was_asked_is_not_merged_away(fund, by):
    caf, twin = make_partner("CAF"), make_partner("CAF du Lot-et-Garonne")
    ask(fund, caf, by=by)
    with pytest.raises(DomainError, match="CAF est sollicité pour un fonds"):
        merge_partners(caf, kept=twin, by=by, at=AT)
    merge_partners(twin, kept=caf, by=by, at=AT)


def test_a_partner_s_page_opens_the_contributions_to_each_fund_by_themselves(fund, cast, by, client_of, network):
    payer, other = cast["operator"].partner, make_fund("Fonds des tiers-lieux")
    for one, year in ((fund, 2026), (fund, 2027), (other, 2026)):
        for partner in (payer, cast["epci_referent"].partner):
            make_contribution(one, partner, "10.00", by=by, year=year)
    client = client_of("coordinator")
    shown = client.get(address("partner_detail", payer.pk))
    lines = shown.context["lines"]
    assert plain(shown.context["title"]) == f"{payer} : 30,00 € à venir"
    counts = {one.label: client.get(one.url).context["total"] for one in lines if "?" in one.url}
    assert counts == {f"Abondements, {fund}": 2, f"Abondements, {other}": 1}


def test_who_gives_nothing_is_said_to_take_part_and_nothing_is_conjugated(fund, cast, by, client_of, network):
    member = make_partner("Les Missions locales")
    make_contribution(fund, member, "0.00", by=by)
    shown = client_of("coordinator").get(address("partner_detail", member.pk))
    assert plain(shown.context["title"]) == "Les Missions locales : contribution sans versement"
