"""Vendée by its pages: ideas of a world café become an action; what was voted is bought; a teacher asks for two things
at once; the trial is reported, leads to the MDPH, and is read by those who may, without the pupil's name.
"""

from datetime import date
from uuid import uuid4

import pytest

from equipment.enums import LoanState, RequestState
from equipment.models import Bank, EquipmentModel, FeedbackLink, Item, Loan, LoanRequest, Purchase
from funding.funds.invariants import prove
from inclusion.core.scope import scoped_to
from roadmaps.models import Action, Proposal, Workshop
from tests.equipment.builders import make_bank, make_school
from tests.pages import address, plain, words
from tests.roadmaps.builders import make_axis, make_roadmap
from tests.setup_data import setup_data

IDEA = "Prêter le matériel avant la notification"
DATES = {"start": "2026-11-30", "end": "2026-12-11"}


def faults(network) -> list[str]:
    """What does not hold; the members of the tests alone stand in no journal."""
    return [one.name for one in prove(network) if one.violations and one.name != "values_in_journal"]


@setup_data
def bank(network, cast) -> Bank:
    """The bank of the Département, known to the DSDEN and the MDPH, and a collège."""
    with scoped_to(network):
        bank = make_bank()
        bank.dsden, bank.mdph = cast["reader"].partner, cast["evaluator"].partner
        bank.save()
        make_school("Collège des Quatre-Vents", partner=cast["school"].partner)
    return bank


def test_ideas_of_a_world_cafe_become_actions_of_the_roadmap(network, client_of, clock):
    """Written and voted for on telephones without an account; the coordination takes one over into its axis."""
    with scoped_to(network):
        roadmap = make_roadmap("Feuille de route de la Vendée")
        axis = make_axis(roadmap, "Inclusion numérique collège vendéen")
    coordinator = client_of("coordinator")
    half_day = {
        "title": "World café du GRAIN",
        "introduction": "",
        "held_on": "2026-11-24",
        "open_until": "2026-11-27",
        "votes_each": "3",
        "topic_1": "Le numérique au collège",
        "axis_1": axis.pk,
        "topic_2": "Les moyens",
    }
    coordinator.post(address("workshop_add", roadmap.pk), half_day)
    with scoped_to(network):
        workshop = Workshop.objects.get()
        table = workshop.tables.get(rank=1)
    phone = client_of("visitor")
    for text in (IDEA, "Acheter une tablette par élève"):
        written = {"table": table.pk, "rang": 1, "text": text}
        phone.post(address("workshop_public", workshop.token), written, follow=True)
    with scoped_to(network):
        idea = Proposal.objects.get(text=IDEA)
    phone.post(address("workshop_vote", workshop.token), {"idee": idea.pk, "rang": 1}, follow=True)
    coordinator.post(address("proposal_take", idea.pk), {"title": IDEA, "place": f"axe-{axis.pk}"})
    with scoped_to(network):
        assert Action.objects.get().title == IDEA
        assert not faults(network)
    board = words(coordinator.get(address("workshop_detail", workshop.pk)))
    assert "<b>1</b> <small>voix</small>" in board and IDEA in board
    assert IDEA in words(coordinator.get(address("roadmap_detail", roadmap.pk)))


def bought(network, manager) -> list[EquipmentModel]:
    """65 000 € are voted; a pen and a headset are put in the catalogue, bought and inventoried."""
    manager.post(address("bank_vote_add"), {"voted_on": "2026-09-25", "amount": "65 000", "label": "Session"})
    for name, need, drawing, amount in (
        ("Stylo lecteur", "reading", "reading-pen", "290,00"),
        ("Casque antibruit", "attention", "headset", "48,50"),
    ):
        model = {"name": name, "needs": [need], "drawing": drawing, "description": "Il aide.", "check_list": ""}
        assert manager.post(address("equipment_model_add"), model).status_code == 302
        with scoped_to(network):
            key = EquipmentModel.objects.get(name=name).pk
        purchase = {"bought_on": "2026-10-01", "supplier": "Maquette", "label": name, "amount": amount}
        manager.post(address("bank_purchase_add"), {**purchase, "reference": "", "model": key, "quantity": "1"})
        with scoped_to(network):
            made = Purchase.objects.get(label=name)
        manager.post(address("bank_purchase_inventory", made.pk), {"numbers": f"N-{made.pk}", "place": ""})
    # 65 000 − 290 − 48,50
    assert "Il reste 64 661,50 €" in plain(words(manager.get(address("bank_budget"))))
    with scoped_to(network):
        return list(EquipmentModel.objects.order_by("-name"))


def asked_for(network, teacher, pen, headset) -> list[LoanRequest]:
    """Both in one request, from the catalogue: three short steps for a pupil with a pseudonym, then sent."""
    keys = {"choix": [f"model-{pen.pk}", f"model-{headset.pk}"]}
    catalogue = teacher.get(address("equipment_home"), {**DATES, **keys})
    assert "reading-pen" in words(catalogue) and "Demander ces 2 matériels" in words(catalogue)
    first = address("loan_request_add") + "?" + catalogue.context["basket"]["url"].partition("?")[2]
    step = teacher.post(first, {**DATES, "wanted": keys["choix"][0], "also": keys["choix"][1:]}).url
    step = teacher.post(step, {"pupil": "", "pseudonym": "TULIPE-98", "level": "5e", "needs": ["reading"]}).url
    last = teacher.post(step, {"situation": "Lire une consigne seul.", "mdph_step": "before"}).url
    assert "Tout est là" in words(teacher.get(last))
    with scoped_to(network):
        request = LoanRequest.objects.get(together=None)
    teacher.post(address("loan_request_send", request.pk))
    with scoped_to(network):
        return list(LoanRequest.objects.select_related("model", "kit").order_by("pk"))


def lent_and_back(network, client_of, loan: Loan, clock) -> None:
    """Handed over on its day, brought back a day early."""
    with scoped_to(network):
        item = Item.objects.get(loan_items__loan=loan)
    seen = {"step": "record", f"item_{item.pk}-seen": "on", f"item_{item.pk}-condition": "good"}
    clock(date(2026, 11, 30))
    client_of("bank_manager").post(address("loan_hand_over", loan.pk), {**seen, "received_by": "CPE"})
    clock(date(2026, 12, 10))
    client_of("bank_manager").post(address("loan_return", loan.pk), seen)
    with scoped_to(network):
        loan.refresh_from_db()
    assert loan.state == LoanState.RETURNED


@pytest.mark.usefixtures("bank")
def test_a_pupil_tries_before_the_mdph_decides(network, clock, client_of):
    manager, teacher = client_of("bank_manager"), client_of("school")
    pen, headset = bought(network, manager)
    requests = asked_for(network, teacher, pen, headset)
    assert [(one.wanted, one.state) for one in requests] == [(pen, RequestState.SENT), (headset, RequestState.SENT)]
    manager.post(address("loan_request_confirm", requests[0].pk))
    manager.post(address("loan_request_refuse", requests[1].pk), {"reason": "Le casque part en réparation."})
    with scoped_to(network):
        loan = Loan.objects.get()
    lent_and_back(network, client_of, loan, clock)

    teacher = client_of("school")  # who logs in anew after days
    # The occupational therapist answers by a link, without an account; the school says what came of it.
    teacher.post(address("feedback_open", loan.pk, "therapist"))
    with scoped_to(network):
        link = FeedbackLink.objects.get()
    said = {
        "use": "3",
        "helped": "5",
        "needs_helped": ["reading"],
        "what_helped": "Le geste est acquis.",
        "wish": "keep",
    }
    client_of("visitor").post(
        address("feedback_public", link.token), {**said, "what_hindered": "", "form_key": str(uuid4())}
    )
    before = client_of("evaluator").get(address("loan_detail", loan.pk)).status_code
    outcome = {"outcome": "mdph_request", "outcome_on": "2026-12-10", "outcome_note": ""}
    teacher.post(address("loan_outcome", loan.pk), outcome)

    # The MDPH reads the trial once it led to a request, the DSDEN any; a pupil has a page and no name.
    assert before == 404
    for role in ("evaluator", "reader"):
        home = words(client_of(role).get(address("network_home")))
        assert role == "evaluator" or "TULIPE-98" in home
        page = words(client_of(role).get(address("pupil_detail", loan.pupil_id)))
        assert "Demande faite à la MDPH" in page and "Stylo lecteur" in page
        assert client_of(role).get(address("loan_report", loan.pk)).status_code == 200
    follow = words(client_of("bank_manager").get(address("equipment_follow")))
    assert 'Un prêt en <span class="nowrap">2026-2027</span>' in follow
    assert client_of("coordinator").get(address("equipment_year_report", 2026)).status_code == 200
    with scoped_to(network):
        assert not faults(network)
