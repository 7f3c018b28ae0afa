"""The page of an action: all about it, changed beside others, its state, notes and conditions, who pays for it."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from funding.funds.actions import open_fund
from funding.models import FundedAction
from funding.spending.actions.commitments import commit
from inclusion.core.registry.links import key_of, link
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from roadmaps.enums import ActorRole
from roadmaps.models import Action, FundLine, OtherFinancing, StaffRequest
from roadmaps.plans.actions.actions import add_condition, change_action, note, step
from roadmaps.plans.actions.budgets import ask_for_staff, plan_from_fund, plan_other
from roadmaps.plans.models.actions import lead_key
from tests.builders import AT, make_partner
from tests.funding.staff_builders import make_staff_post
from tests.pages import plain, words
from tests.roadmaps.tab_pages import url, wrong
from tests.setup_data import setup_data

#: The clock of the portal stands: the day that a test reads is the one that the page reads.
pytestmark = pytest.mark.usefixtures("clock")

DAY = date(2026, 11, 24)


@setup_data
def action(rows):
    return rows.actions[0]


@setup_data
def does(rows):
    return {"by": rows.by, "at": AT}


@setup_data
def fund(network, rows):
    with scoped_to(network):
        return open_fund(
            name="Fonds départemental",
            host=Partner.objects.get(is_host=True),
            envelope=Decimal("10000.00"),
            start=date(2024, 1, 1),
            end=date(2099, 1, 1),
            by=rows.by,
            at=AT,
        )


def test_the_posts_that_serve_an_action_stand_with_their_years_and_their_cost(made, rows, action, does, client_of):
    """From September 2026 on, 122 of 365 days: 36 500 × 122 ÷ 365 = 12 200 €; in 2027 the 243 others, 24 300 €."""
    post = made(make_staff_post, by=rows.by, yearly_cost=Decimal("36500.00"))
    made(link, post, key_of(action))
    made(link, made(make_staff_post, by=rows.by, title="Autre"), key_of(action))
    made(change_action, action, budget=Decimal("50000.00"), **does)
    coordinator = client_of("coordinator")
    shown = words(coordinator.get(url("roadmap_action", action)))
    # What posts cost is not for everybody: no remainder is claimed beside them.
    assert "2 postes la servent, leur coût n’est pas déduit" in shown and "à financer" not in shown
    assert "2026</b> : 0,67 ETP, 12 200,00 €" in plain(shown) and "1 poste sans coût noté" in plain(shown)
    assert "36 500,00 €" in plain(words(coordinator.get(post.get_absolute_url())))
    reader = client_of("reader")
    for page in (reader.get(url("roadmap_action", action)), reader.get(post.get_absolute_url())):
        assert "0,67 ETP" in plain(words(page)) or "Équivalents temps plein" in words(page)
        assert " 200,00 €" not in plain(words(page)) and "36 500" not in plain(words(page))


def now(made, action):
    return made(Action.objects.select_related("axis__roadmap").get, pk=action.pk)


# -- Read ------------------------------------------------------------------------------------------------------------


def test_everything_about_an_action_stands_on_its_page(rows, made, action, does, fund, client_of):
    lead, partner = made(make_partner, "CCAS"), made(make_partner, "MSA")
    made(
        change_action,
        action,
        leads=[lead],
        partners=[partner],
        description="Deux fois\npar mois",
        start=date(2027, 1, 1),
        end=date(2028, 1, 1),
        budget=Decimal("5000.00"),
        needs=["appui_juridique"],
        strand="social",
        **does,
    )
    made(plan_from_fund, action, fund=fund, planned=Decimal("2000.00"), **does)
    made(plan_other, action, label="Région", amount=Decimal("500.00"), secured_on=DAY, **does)
    made(add_condition, action, text="Une salle est trouvée", partner=partner, due_on=date(2026, 12, 1), **does)
    made(ask_for_staff, rows.local, action=action, title="Médiatrice", fte=Decimal("0.50"), **does)
    made(note, action, text="Réunion avec la mairie", on=DAY, **does)
    page = words(client_of("epci_referent").get(url("roadmap_action", action)))
    for said in (
        "Une condition manque : Permanences",
        "Action 1.1, Axe 1 : Aller vers",
        "CCAS",
        "MSA peut la lever, attendue pour le 1er décembre 2026",
        "Du 1er janvier au 31 décembre 2027",
        "Trouver un appui juridique",
        "Volet social",
        "Il reste 2 500 € à financer",
        "5 000 − 2 000 − 500 = 2 500 €",
        "obtenu le 24 novembre 2026",
        "Médiatrice</b>, 0,5 ETP",
        "Réunion avec la mairie",
        "Deux fois<br>par mois",
    ):
        assert said in page, said


def test_who_reads_sees_it_without_ways_to_write(rows, action, client_of):
    page = words(client_of("reader").get(url("roadmap_action", action)))
    assert "Permanences" in page
    assert "Changer son état" not in page
    assert "Noter une condition" not in page
    assert client_of("prescriber").get(url("roadmap_action", action)).status_code == 404


# -- Changed ---------------------------------------------------------------------------------------------------------


def data_of(client, action, part="action", **fields):
    """What the form of the page would send, with these fields typed anew."""
    response = client.get(url("roadmap_action_edit", action, f"?partie={part}"))
    form = response.context["form"]
    values = {field.name: field.value() for field in form}
    sent = {}
    for name, value in {**values, **fields}.items():
        value = form.fields[name].prepare_value(value)
        sent[name] = "" if value is None else value.isoformat() if isinstance(value, date) else value
    return {**sent, "seen": response.context["seen"]}


def edit(client, action, data, part="action"):
    return client.post(url("roadmap_action_edit", action, f"?partie={part}"), data)


def test_each_part_is_changed_by_itself(rows, made, action, client_of):
    action = made(step, action, "ongoing", by=rows.by, at=AT)
    client = client_of("epci_referent")
    partners = [made(make_partner, name) for name in ("CCAS", "MSA")]
    assert edit(client, action, data_of(client, action, title="Permanences du soir")).status_code == 302
    data = data_of(
        client,
        action,
        "qui",
        leads=[lead_key(partners[0])],
        partners=[one.pk for one in partners],
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
        progress=40,
    )
    data["end"] = "2026-12-31"
    assert edit(client, action, data, "qui").status_code == 302
    data = data_of(client, action, "budget", budget="1 234,50", needs=["appui_juridique", "structurer_un_fonds"])
    assert edit(client, action, data, "budget").status_code == 302
    found = now(made, action)
    assert (found.title, found.progress, found.budget) == ("Permanences du soir", 40, Decimal("1234.50"))
    assert (found.start, found.end) == (date(2026, 1, 1), date(2027, 1, 1))
    assert found.needs == ["structurer_un_fonds", "appui_juridique"]
    assert made(lambda: list(found.actor_rows.values_list("partner__name", "role"))) == [
        ("CCAS", ActorRole.LEAD),
        ("MSA", ActorRole.PARTNER),
    ]


@pytest.mark.parametrize(
    ("part", "fields", "field", "sentence"),
    [
        ("action", {"title": ""}, "title", "obligatoire"),
        ("action", {"title": "x" * 201}, "title", "200"),
        ("qui", {"start": "2023-01-01"}, "start", "l’action ne peut pas commencer le 1er janvier 2023"),
        ("qui", {"end": "2031-01-01"}, "end", "l’action ne peut pas finir le 1er janvier 2031"),
        ("qui", {"start": "2026-05-01", "end": "2026-04-01"}, "end", "ne peut pas précéder son début"),
        ("qui", {"progress": "101"}, "progress", "L’avancement va de 0 à 100"),
        ("qui", {"leads": ["999999"]}, "leads", "999999 n’en fait pas partie"),
        ("budget", {"budget": "-1"}, "budget", "Un budget n’est pas négatif."),
        ("budget", {"budget": "beaucoup"}, "budget", "Écrivez un montant en chiffres"),
        ("budget", {"needs": ["inconnu"]}, "needs", "inconnu"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(rows, made, action, client_of, part, fields, field, sentence):
    client = client_of("coordinator")
    response = edit(client, action, data_of(client, action, part) | fields, part)
    assert sentence in wrong(response, field)
    assert now(made, action).title == "Permanences"


def test_two_who_change_different_fields_are_both_kept_and_the_second_is_informed(rows, made, action, cast, client_of):
    client = client_of("epci_referent")
    typed = data_of(client, action, title="Permanences du soir")
    made(change_action, action, description="Le texte de l’autre", by=cast["coordinator"].user, at=AT)
    page = words(client.post(url("roadmap_action_edit", action), typed, follow=True))
    assert f"{cast['coordinator'].user} a changé entre-temps : description." in page
    found = now(made, action)
    assert (found.title, found.description) == ("Permanences du soir", "Le texte de l’autre")


def test_two_who_change_the_same_field_both_see_both_texts(rows, made, action, cast, client_of):
    client = client_of("epci_referent")
    typed = data_of(client, action, title="Le mien", strand="social")
    made(change_action, action, title="Le leur", description="Aussi", by=cast["coordinator"].user, at=AT)
    response = edit(client, action, typed)
    page = words(response)
    assert f"{cast['coordinator'].user} a écrit en même temps que vous" in page
    assert "Le mien" in page
    assert "Le leur" in page
    assert now(made, action).title == "Le leur"
    # Once both were seen, the second writes: what the other changed elsewhere stays.
    again = {**typed, "seen": response.context["seen"]}
    assert edit(client, action, again).status_code == 302
    found = now(made, action)
    assert (found.title, found.strand, found.description) == ("Le mien", "social", "Aussi")


def test_the_other_text_can_be_kept_without_losing_the_rest(rows, made, action, cast, client_of):
    client = client_of("epci_referent")
    typed = data_of(client, action, title="Le mien", strand="social")
    made(change_action, action, title="Le leur", by=cast["coordinator"].user, at=AT)
    seen = edit(client, action, typed).context["seen"]
    kept = {**typed, "seen": seen, "theirs": "1", "clash": ["title"]}
    assert edit(client, action, kept).status_code == 302
    found = now(made, action)
    assert (found.title, found.strand) == ("Le leur", "social")


def test_partners_that_two_people_choose_clash_or_join(rows, made, action, cast, client_of):
    client = client_of("epci_referent")
    ours, theirs = made(make_partner, "CCAS"), made(make_partner, "MSA")
    typed = data_of(client, action, "qui", leads=[lead_key(ours)])
    made(change_action, action, partners=[theirs], by=cast["coordinator"].user, at=AT)
    assert edit(client, action, typed, "qui").status_code == 302
    assert made(lambda: set(action.actor_rows.values_list("partner__name", "role"))) == {
        ("CCAS", ActorRole.LEAD),
        ("MSA", ActorRole.PARTNER),
    }
    typed = data_of(client, action, "qui", leads=[])
    made(change_action, action, leads=[theirs], by=cast["coordinator"].user, at=AT)
    page = words(edit(client, action, typed, "qui"))
    assert "Qui la pilote" in page
    assert "Rien n’est perdu" in page
    assert made(lambda: action.actor_rows.get(role=ActorRole.LEAD).partner) == theirs


@pytest.mark.parametrize("seen", ["", "{", "[]", json.dumps({"start": "hier", "budget": "x"}), "null"])
def test_what_was_seen_and_cannot_be_read_counts_as_it_stands(rows, made, action, client_of, seen):
    action = made(step, action, "ongoing", by=rows.by, at=AT)
    client = client_of("coordinator")
    data = data_of(client, action, "qui", progress=30) | {"seen": seen}
    assert edit(client, action, data, "qui").status_code == 302
    assert now(made, action).progress == 30


# -- Its state -------------------------------------------------------------------------------------------------------


def step_to(client, action, to, **fields):
    data = {"to": to, "reason": "", "on": "2026-11-24", "seen": action.state, **fields}
    return client.post(url("roadmap_action_step", action), data)


def test_a_step_is_noted_with_its_reason(rows, made, action, client_of):
    client = client_of("epci_referent")
    assert "Aujourd’hui" in words(client.get(url("roadmap_action_step", action)))
    assert step_to(client, action, "ongoing").status_code == 302
    response = step_to(client, now(made, action), "blocked")
    assert "Indiquez pourquoi l’action est bloquée" in wrong(response, "reason")
    assert step_to(client, now(made, action), "blocked", reason="La salle est prise").status_code == 302
    page = words(client.get(url("roadmap_action", action)))
    assert "Bloquée : Permanences" in page
    assert "La salle est prise" in page
    assert now(made, action).state_since == date(2026, 11, 24)


def test_a_step_of_tomorrow_or_to_nowhere_is_refused(rows, made, action, client_of):
    client = client_of("coordinator")
    assert "est à venir" in wrong(step_to(client, action, "ongoing", on="2099-01-01"), "on")
    assert wrong(step_to(client, action, "ailleurs"), "to")
    assert now(made, action).state == "to_start"


def test_a_step_that_somebody_else_took_first_is_reported(rows, made, action, cast, client_of):
    made(step, action, "paused", reason="Congés", by=cast["coordinator"].user, at=AT)
    response = step_to(client_of("epci_referent"), action, "ongoing")
    assert "Quelqu’un d’autre vient de passer cette action à « Suspendue »" in wrong(response)
    page = words(step_to(client_of("epci_referent"), action, "paused", reason="Congés"))
    assert page == ""  # it is there already: back to the action


def test_a_note_is_written_and_an_empty_one_is_not(rows, made, action, client_of):
    client = client_of("epci_referent")
    assert wrong(client.post(url("roadmap_action_note", action), {"text": " ", "on": "2026-01-05"}), "text")
    client.post(url("roadmap_action_note", action), {"text": "Vu la mairie", "on": "2026-01-05"})
    assert "Vu la mairie" in words(client.get(url("roadmap_action", action)))


def test_a_condition_is_noted_and_lifted(rows, made, action, client_of):
    client = client_of("epci_referent")
    assert wrong(client.post(url("roadmap_condition_add", action), {"text": ""}), "text")
    client.post(url("roadmap_condition_add", action), {"text": "Une salle", "due_on": "2026-12-01"})
    condition = made(action.conditions.get)
    assert client_of("reader").post(url("roadmap_condition_lift", condition)).status_code == 403
    client.post(url("roadmap_condition_lift", condition))
    client.post(url("roadmap_condition_lift", condition))  # twice is once
    assert made(action.conditions.get).lifted_on == timezone.localdate()
    assert "levée le" in words(client.get(url("roadmap_action", action)))


def test_what_has_a_history_is_dropped_with_its_reason_and_not_removed(rows, made, action, client_of):
    client = client_of("coordinator")
    client.post(url("roadmap_action_note", action), {"text": "Vu", "on": "2026-01-05"})
    page = words(client.post(url("roadmap_action_remove", action), follow=True))
    assert "Cette action a une histoire" in page
    step_to(client, action, "dropped", reason="Plus de besoin")
    assert "Abandonnée : Permanences" in words(client.get(url("roadmap_action", action)))


# -- Who pays --------------------------------------------------------------------------------------------------------


def test_euros_of_a_fund_are_planned_opened_committed_and_shown(rows, made, action, fund, network, client_of):
    client = client_of("coordinator")
    response = client.post(url("roadmap_fund_line", action), {"fund": fund.pk, "planned": "20 000"})
    assert "Il reste 10 000,00 € à prévoir" in wrong(response, "planned")
    client.post(url("roadmap_fund_line", action), {"fund": fund.pk, "planned": "2 000"})
    line = made(FundLine.objects.get)
    client.post(url("roadmap_fund_line_open", line), {"name": "Permanences", "on": "2026-02-01"})
    opened = made(FundedAction.objects.get)
    assert made(FundLine.objects.get).funded_action_id == opened.pk
    page = words(client.get(url("roadmap_action", action)))
    assert "Fonds départemental" in page
    assert "Ouvrir dans le fonds" not in page
    change = url("roadmap_fund_line", action, f"?fonds={fund.pk}")
    assert client.get(change).context["form"]["planned"].initial == Decimal("2000.00")
    client.post(change, {"fund": fund.pk, "planned": "2500", "funded_action": opened.pk})
    assert made(FundLine.objects.get).planned == Decimal("2500.00")
    client.post(url("roadmap_fund_line_drop", line))
    assert not made(FundLine.objects.exists)


def test_a_line_whose_euros_are_promised_stays(rows, made, action, fund, does, client_of, network):
    from funding.contributions.actions.pledges import pledge
    from funding.contributions.actions.receipts import record_receipt

    def promise():
        given = pledge(fund, partner=make_partner(), year=2026, amount=Decimal("900.00"), on=DAY, **does)
        record_receipt(given, amount=Decimal("900.00"), bank_reference="V1", on=DAY, **does)
        line = plan_from_fund(action, fund=fund, planned=Decimal("500.00"), **does)
        from roadmaps.plans.actions.budgets import open_in_fund

        line = open_in_fund(line, on=DAY, **does)
        commit(line.funded_action, amount=Decimal("300.00"), payee="Cinéma", label="Salle", on=DAY, **does)
        return line

    line = made(promise)
    client = client_of("coordinator")
    page = words(client.get(url("roadmap_action", action)))
    assert "300,00 €" in page
    assert "Retirer la ligne" not in page
    assert "Le fonds a engagé des euros" in words(client.post(url("roadmap_fund_line_drop", line), follow=True))
    assert made(FundLine.objects.exists)


def test_a_referent_plans_and_opens_nothing_in_a_fund(rows, made, action, fund, client_of):
    client = client_of("epci_referent")
    asked = client.post(url("roadmap_fund_line", action), {"fund": fund.pk, "planned": "100"})
    assert asked.status_code == 403
    line = made(plan_from_fund, action, fund=fund, planned=Decimal("100.00"), by=rows.by, at=AT)
    for name in ("roadmap_fund_line_open", "roadmap_fund_line_drop"):
        assert client.post(url(name, line), {}).status_code == 403
    page = words(client.get(url("roadmap_action", action)))
    assert "100,00 €" in page
    assert "Ouvrir dans le fonds" not in page


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [("0", "au-dessus de zéro"), ("-5", "au-dessus de zéro"), ("1,234", "deux décimales"), ("", "obligatoire")],
)
def test_other_money_is_above_zero(rows, made, action, client_of, amount, sentence):
    response = client_of("coordinator").post(
        url("roadmap_financing_add", action), {"label": "Région", "amount": amount}
    )
    assert sentence in wrong(response, "amount")
    assert not made(OtherFinancing.objects.exists)


def test_other_money_comes_changes_and_goes(rows, made, action, client_of):
    client = client_of("epci_referent")
    client.post(url("roadmap_financing_add", action), {"label": "Région", "amount": "500"})
    row = made(OtherFinancing.objects.get)
    assert "espéré" in words(client.get(url("roadmap_action", action)))
    data = {"label": "Région", "amount": "600", "secured_on": "2026-02-01"}
    client.post(url("roadmap_financing_edit", row), data)
    assert "obtenu le 1er février 2026" in words(client.get(url("roadmap_action", action)))
    client.post(url("roadmap_financing_drop", row))
    assert not made(OtherFinancing.objects.exists)


def test_lines_above_the_budget_are_reported(rows, made, action, does, client_of):
    made(change_action, action, budget=Decimal("100.00"), **does)
    made(plan_other, action, label="Région", amount=Decimal("150.00"), **does)
    assert "dépassent le budget de 50 €" in words(client_of("reader").get(url("roadmap_action", action)))


def test_a_post_is_asked_for_and_decided(rows, made, action, client_of):
    client = client_of("epci_referent")
    for fte in ("0", "-1", "beaucoup"):
        assert wrong(client.post(url("roadmap_staff_ask", action), {"title": "Médiatrice", "fte": fte}), "fte")
    client.post(url("roadmap_staff_ask", action), {"title": "Médiatrice", "fte": "0,5"})
    asked = made(StaffRequest.objects.get)
    assert asked.fte == Decimal("0.50")
    data = {"outcome": "declined", "on": "2026-02-01", "reason": "Pas de budget"}
    client.post(url("roadmap_staff_decide", asked), data)
    assert "Non retenu le 1er février 2026 : Pas de budget" in words(client.get(url("roadmap_action", action)))


def test_a_percentage_that_would_not_count_is_refused(rows, made, client_of):
    action = rows.actions[0]
    page = client_of("coordinator").post(
        url("roadmap_action_edit", action, "?partie=qui"), {"start": "", "end": "", "progress": "50"}
    )
    assert "Une action à lancer compte 0" in wrong(page, "progress")


def test_the_euros_of_a_fund_are_planned_by_who_manages_it(rows, client_of):
    page = client_of("epci_referent").get(url("roadmap_action", rows.actions[0]))
    assert "Prévoir des euros d’un fonds" not in page.text
    assert "Noter un autre financement" in page.text
