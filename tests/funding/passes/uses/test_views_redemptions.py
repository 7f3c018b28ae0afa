"""Pages of uses and of refused scans: who sees which, sums, exports, taking back, deciding."""

from datetime import date
from uuid import uuid4

import pytest

from funding.models import Pass, Redemption, Reimbursement, ReimbursementLine
from funding.passes.enums import PassState
from inclusion.core.figures import read_page
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_person
from tests.funding.pass_builders import make_place, make_programme, send
from tests.funding.redemption_builders import passes_that_left, use
from tests.inclusion.pages import csv_rows, page, queries, url, xlsx_rows
from tests.setup_data import setup_data


@setup_data
def programme(cast, network):
    with scoped_to(network):
        return make_programme(by=cast["coordinator"].user)


@setup_data
def passes(cast, network, programme):
    with scoped_to(network):
        by = cast["prescriber"].user
        return passes_that_left(send(make_person(cast["prescriber"].partner, by=by), programme, by=by))


@setup_data
def place(cast, network):
    with scoped_to(network):
        return make_place(by=cast["coordinator"].user, partner=cast["training_place"].partner)


@setup_data
def elsewhere(cast, network):
    with scoped_to(network):
        return make_place("Ailleurs", by=cast["coordinator"].user)


@setup_data
def uses(cast, network, place, elsewhere, passes):
    """Two uses and a refusal in the own place, one use elsewhere."""
    by = cast["training_place"].user
    with scoped_to(network):
        made = [use(one, place, by=by) for one in passes[:2]]
        made.append(use(passes[2], elsewhere, by=by, session="Cours de tablette"))
        made.append(use(passes[0], place, by=by))
    return made


def claimed(use_, cast):
    """A reimbursement that names this use."""
    claim = Reimbursement.objects.create(
        place=use_.place,
        programme=use_.one_pass.booklet.programme,
        reference=f"R-{uuid4()}"[:12],
        month=date(2026, 11, 1),
        iban="FR",
        account_holder="x",
        asked_at=AT,
        asked_by=cast["training_place"].user,
    )
    ReimbursementLine.objects.create(
        reimbursement=claim, redemption=use_, amount="10.00", added_at=AT, added_by=claim.asked_by
    )
    return claim


# -- The list ------------------------------------------------------------------------------------------------


def test_a_place_sees_its_own_uses_and_the_coordination_all(client_of, network, uses):
    own = page(client_of("training_place").get(url("redemption_list", network)))
    assert read_page(own).heading == "2 utilisations (20 €)"
    assert "Ailleurs" not in own
    assert "Jeanne" not in own
    assert "(1 à regarder)" in own
    everything = page(client_of("coordinator").get(url("redemption_list", network)))
    assert read_page(everything).heading == "3 utilisations (30 €)"
    assert "Ailleurs" in everything


def test_uses_are_filtered_summed_and_exported_as_they_are_filtered(client_of, cast, network, uses, passes):
    with scoped_to(network):
        claimed(uses[1], cast)
    client = client_of("coordinator")
    tablets = page(client.get(url("redemption_list", network), {"session": "tablette"}))
    assert read_page(tablets).heading == "1 utilisation avec ces filtres (10 €)"
    asked = page(client.get(url("redemption_list", network), {"state": "asked"}))
    assert read_page(asked).heading == "1 utilisation avec ces filtres (10 €)"
    waiting = read_page(page(client.get(url("redemption_list", network), {"state": "open"})))
    assert waiting.heading == "2 utilisations avec ces filtres (20 €)"
    none = read_page(page(client.get(url("redemption_list", network), {"until": "2026-11-23"})))
    assert none.heading == "Aucune utilisation avec ces filtres"
    own = client_of("training_place")
    rows = csv_rows(own.get(url("redemption_list", network), {"export": "csv", "state": "asked"}))
    assert [row[3] for row in rows[1:]] == [passes[1].code]
    assert "Corriger" not in rows[0]
    assert rows[1][6] == "Remboursement demandé"
    sheet = xlsx_rows(own.get(url("redemption_list", network), {"export": "xlsx"}))
    assert (len(sheet), sheet[1][5]) == (3, 10)


def test_what_nobody_claimed_in_time_is_part_of_the_sum(client_of, network, uses, passes):
    answer = client_of("coordinator").get(url("redemption_list", network))
    assert "Jamais réclamés" not in page(answer)
    with scoped_to(network):
        Pass.objects.filter(pk=passes[0].pk).update(state=PassState.LAPSED)
    answer = client_of("coordinator").get(url("redemption_list", network))
    sums = answer.context["sums"]
    assert "Jamais réclamés" in page(answer)
    parts = sum(sums[f"{name}_count"] for name in ("open", "asked", "paid", "lapsed"))
    assert sums["used_count"] == parts == 3


@pytest.mark.parametrize("name", ["redemption_list", "refusal_list"])
@pytest.mark.parametrize(
    "query", ["state=zz", "place=zz", "place=%00", "since=hier", "sort=foo", "session=%00", "settled=x"]
)
def test_filters_that_no_link_writes(client_of, network, uses, name, query):
    assert client_of("coordinator").get(f"{url(name, network)}?{query}").status_code == 200


def test_the_list_asks_no_more_for_three_uses_than_for_one(client_of, cast, network, uses, passes):
    client = client_of("training_place")
    before = queries(client, url("redemption_list", network)), queries(client, url("refusal_list", network))
    with scoped_to(network):
        for one in passes[3:6]:
            use(one, uses[0].place, by=cast["training_place"].user)
            use(one, uses[0].place, by=cast["training_place"].user)
    after = queries(client, url("redemption_list", network)), queries(client, url("refusal_list", network))
    assert after == before


# -- Taking back ---------------------------------------------------------------------------------------------


def test_a_place_takes_a_use_back_that_it_did_not_ask_to_be_paid_for(client_of, network, uses):
    client = client_of("training_place")
    address = url("redemption_undo", network, uses[0].pk)
    assert "Le pass redevient valable pour la personne" in page(client.get(address))
    assert "Ce champ est obligatoire" in page(client.post(address, {"reason": " "}))
    response = client.post(address, {"reason": "Scanné par erreur"}, follow=True)
    assert "est annulée" in page(response)
    with scoped_to(network):
        assert Redemption.objects.get(pk=uses[0].pk).taken_back_because == "Scanné par erreur"
        assert Pass.objects.get(pk=uses[0].one_pass_id).state == PassState.ISSUED
    assert "déjà annulée depuis" in page(client.get(address))
    assert "est déjà annulée" in page(client.post(address, {"reason": "Encore"}))
    everything = read_page(page(client_of("coordinator").get(url("redemption_list", network))))
    assert everything.heading == "3 utilisations dont 1 annulée (20 €)"
    assert everything.rows == (3,)


def test_a_place_cannot_take_back_what_it_asked_for_the_coordination_can(client_of, cast, network, uses):
    with scoped_to(network):
        claim = claimed(uses[0], cast)
    address = url("redemption_undo", network, uses[0].pk)
    client = client_of("training_place")
    assert f"dans votre demande de remboursement {claim}" in page(client.get(address))
    assert f"dans votre demande de remboursement {claim}" in page(client.post(address, {"reason": "x"}))
    with scoped_to(network):
        assert Redemption.objects.get(pk=uses[0].pk).taken_back_at is None
    decides = client_of("coordinator")
    assert f"Une ligne corrige la demande {claim}." in page(decides.get(address))
    decides.post(address, {"reason": "Séance annulée"})
    with scoped_to(network):
        assert sum(claim.lines.values_list("amount", flat=True)) == 0


def test_another_places_use_is_not_there(client_of, network, other_network, cast, uses):
    assert client_of("training_place").get(url("redemption_undo", network, uses[2].pk)).status_code == 404
    assert client_of("stranger").get(url("redemption_undo", network, uses[0].pk)).status_code == 404
    assert client_of("prescriber").get(url("redemption_undo", network, uses[0].pk)).status_code == 403


# -- Refused scans ---------------------------------------------------------------------------------------------


def test_the_coordination_decides_and_the_place_reads_it(client_of, network, uses):
    refused = uses[3]
    place, decides = client_of("training_place"), client_of("coordinator")
    words = page(place.get(url("refusal_list", network)))
    assert "1 pass refusé à regarder" in words
    assert "Ce pass a déjà servi" in words
    assert "Décider" not in words
    address = url("refusal_settle", network, refused.pk)
    assert address in page(decides.get(url("refusal_list", network)))
    assert "Atelier smartphone" in page(decides.get(address))
    assert "Ce champ est obligatoire" in page(decides.post(address, {"how": ""}))
    assert "C’est noté" in page(decides.post(address, {"how": "Elle en donnera un autre"}, follow=True))
    words = page(place.get(url("refusal_list", network)))
    assert "Aucun pass refusé n’attend" in words
    assert "Elle en donnera un autre" in words
    assert "Elle en donnera un autre" in page(decides.get(address))
    assert "Elle en donnera un autre" in page(decides.post(address, {"how": "Encore"}))
    assert place.get(address).status_code == 403


def test_refused_scans_are_filtered(client_of, network, uses):
    client = client_of("coordinator")
    for query, shown in (({"settled": "no"}, 1), ({"settled": "yes"}, 0), ({"reason": "expired"}, 0)):
        response = client.get(url("refusal_list", network), query)
        assert response.context["total"] == shown


# -- The home page ---------------------------------------------------------------------------------------------


def test_home_leads_a_place_to_its_passes(client_of, network, uses):
    words = page(client_of("training_place").get(url("network_home", network)))
    assert "Utiliser un pass" in words
    assert "Pass utilisés ce mois-ci" in words
    assert "20 €" in words
    assert "1 pass refusé dans vos lieux" in words
    words = page(client_of("coordinator").get(url("network_home", network)))
    assert "1 pass refusé à un organisme formateur" in words
    assert "Pass utilisés ce mois-ci" not in words
    assert "Pass utilisés" not in page(client_of("reader").get(url("network_home", network)))
