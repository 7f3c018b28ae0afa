"""The catalogue with its dates, a request in three steps, its answers: shown, refused, kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from equipment.bank.queries import terms_of
from equipment.enums import RequestState
from equipment.loans.rules import usual_dates
from equipment.models import Bank, Loan, LoanRequest, Pupil
from equipment.requests import actions as request_actions
from inclusion.core.french.names import of
from inclusion.core.french.periods import shown_end
from tests.equipment.builders import make_item, make_kit, make_loan, make_model, make_pupil, make_request, make_school
from tests.pages import address, plain, words
from tests.setup_data import setup_data

#: The clock of the portal is stopped: the day that a test reads is the one that the page reads.
pytestmark = pytest.mark.usefixtures("clock")


@setup_data
def days(rows):
    """The dates that the catalogue proposes."""
    with rows.scope():
        Bank.objects.update(closed_in_holidays=False)
        bank = Bank.objects.get()
        return usual_dates(terms_of(bank).calendar, today=timezone.localdate(), days=bank.usual_days)


@pytest.fixture
def teacher(client_of):
    return client_of("school")


@setup_data
def asker(cast):
    return cast["school"].user


@setup_data
def asked(rows, days, asker):
    """A request of the cast's school for two items of which both are free."""
    with rows.scope():
        draft = make_request(rows.school, rows.model, by=asker, sent=False, start=days.start, end=days.end)
        return request_actions.send_request(draft, by=asker, at=timezone.now())


def queries(client, page) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page).status_code == 200
    return len(caught)


def fresh(rows, row):
    return rows.made(lambda: type(row).objects.get(pk=row.pk))


def text_of(answer) -> str:
    return plain(words(answer))


# -- The catalogue -----------------------------------------------------------------------------------------------------


def test_without_a_bank_the_page_says_so_kindly(cast, client_of):
    for role in ("school", "reader"):
        page = text_of(client_of(role).get(address("equipment_home")))
        assert "Aucune banque de prêt n’est encore ouverte" in page
        assert "Ouvrir la banque" not in page
    assert "Aucune banque" in text_of(client_of("school").get(address("loan_request_add")))


def test_what_is_free_comes_first_and_the_rest_says_why_and_when(rows, days, teacher):
    with rows.scope():
        busy = make_model("Casque")
        make_item(busy)
        make_loan(busy, school=make_school(), start=days.start, end=days.end, at=timezone.now())
        make_kit(make_item(rows.model), name="Mallette lecture")
    page = text_of(teacher.get(address("equipment_home")))
    assert page.index("Stylo lecteur") < page.index("Casque")
    assert page.index("Mallette lecture") < page.index("Casque")
    assert "3 exemplaires libres" in page
    assert "Le seul exemplaire n’est pas libre : il est réservé" in page
    assert "Demander quand même" in page
    near = teacher.get(address("equipment_home")).context["cards"][-1]["near"]
    again = text_of(teacher.get(address("equipment_home") + near[-1]["url"]))
    assert "Pas libre" not in again


def test_a_kit_with_a_missing_part_says_which(rows, days, teacher):
    with rows.scope():
        part, other = make_item(make_model("Boîtier")), make_item(make_model("Micro"))
        make_kit(part, other, name="Mallette audio")
        make_loan(part.model, school=make_school(), start=days.start, end=days.end, at=timezone.now())
    page = text_of(teacher.get(address("equipment_home") + "?q=mallette"))
    assert f"Boîtier ({part}) : il est réservé" in page
    assert "Micro (" not in page


@pytest.mark.parametrize(
    ("shift", "sentence"),
    [("sunday", "la banque est fermée le dimanche"), ("past", "est déjà passé"), ("long", "90 jours au plus")],
)
def test_dates_that_cannot_be_say_why_and_lead_to_some_that_can(rows, days, teacher, shift, sentence):
    start, end = days.start, shown_end(days.end)
    if shift == "sunday":
        start += timedelta(days=6 - start.weekday())
    elif shift == "past":
        start = timezone.localdate() - timedelta(days=1)
    else:
        end = start + timedelta(days=120)
    answer = teacher.get(address("equipment_home") + f"?start={start}&end={end}")
    page = text_of(answer)
    assert sentence in page
    assert "exemplaires libres" not in page
    if shift != "past":
        link = answer.context["near"][0]["url"]
        assert "2 exemplaires libres" in text_of(teacher.get(address("equipment_home") + link))


@pytest.mark.parametrize(
    "query",
    [
        "?start=demain&end=2026-12-01",
        "?start=2026-12-08&end=2026-12-01",
        "?besoin=voler",
        "?page=x",
        "?start=0001-01-01&end=9999-12-31",
    ],
)
def test_strange_addresses_answer_in_sentences(rows, teacher, query):
    assert teacher.get(address("equipment_home") + query).status_code == 200


def test_by_need_and_by_words(rows, days, teacher):
    rows.made(make_model, "Casque", needs=["calm"])
    assert "Stylo lecteur" not in text_of(teacher.get(address("equipment_home") + "?besoin=calm"))
    assert "Casque" not in text_of(teacher.get(address("equipment_home") + "?q=STYLO"))
    assert "Rien ne correspond" in text_of(teacher.get(address("equipment_home") + "?q=zzz"))


def test_whoever_cannot_borrow_reads_the_same_page_without_the_button(rows, days, client_of):
    for role in ("reader", "bank_manager", "prescriber"):
        page = text_of(client_of(role).get(address("equipment_home")))
        assert "exemplaires libres" in page
        assert ">Demander<" not in page


def test_the_catalogue_takes_the_same_queries_for_many(rows, days, teacher):
    def more(count):
        with rows.scope():
            for _ in range(count):
                model = make_model()
                make_item(model)
                make_loan(model, school=rows.school, start=days.start, end=days.end, at=timezone.now())
                make_kit(make_item(make_model()))

    more(1)
    teacher.get(address("equipment_home"))
    first = queries(teacher, address("equipment_home"))
    more(3)
    assert queries(teacher, address("equipment_home")) == first


# -- Asking ------------------------------------------------------------------------------------------------------------


def test_a_request_in_three_steps(rows, days, teacher):
    page = address("loan_request_add") + f"?model={rows.model.pk}&start={days.start}&end={shown_end(days.end)}"
    shown = teacher.get(page)
    assert shown.context["form"]["wanted"].value() == f"model-{rows.model.pk}"
    first = {"start": str(days.start), "end": str(shown_end(days.end)), "wanted": f"model-{rows.model.pk}"}
    answer = teacher.post(address("loan_request_add"), first)
    asked = rows.made(LoanRequest.objects.get)
    assert answer.url.endswith(f"/{asked.pk}/modifier/?etape=2")
    assert (asked.start, asked.end, asked.school_id) == (days.start, days.end, rows.school.pk)
    second = {"pseudonym": "HERON-42", "level": "5e", "needs": ["reading", "attention"]}
    answer = teacher.post(answer.url, second)
    assert answer.url.endswith("?etape=3")
    third = {"situation": "Lire seul.", "mdph_step": "requested", "later_is_fine": "on"}
    answer = teacher.post(answer.url, third, follow=True)
    assert "Tout est là" in text_of(answer)
    answer = teacher.post(address("loan_request_send", asked.pk), follow=True)
    assert "La demande est envoyée" in text_of(answer)
    asked = fresh(rows, asked)
    assert (asked.state, asked.needs, asked.mdph_step) == (RequestState.SENT, ["reading", "attention"], "requested")
    assert rows.made(Pupil.objects.get).pseudonym == "HERON-42"


@setup_data
def draft(rows, days, asker):
    with rows.scope():
        return request_actions.begin_request(
            rows.school, model=rows.model, start=days.start, end=days.end, by=asker, at=timezone.now()
        )


def step(asked, number):
    return address("loan_request_edit", asked.pk) + f"?etape={number}"


def test_the_bank_sees_no_draft(draft, manager):
    assert manager.get(address("loan_request_detail", draft.pk)).status_code == 404
    assert "Aucune demande" in text_of(manager.get(address("loan_request_list")))


def test_a_name_in_the_place_of_a_pseudonym_is_asked_about(rows, draft, teacher):
    typed = {"pseudonym": "Lucas Martin", "level": "5e", "needs": ["reading"]}
    page = text_of(teacher.post(step(draft, 2), typed))
    assert "« Lucas Martin » ressemble au nom d’une personne" in page
    assert 'value="Lucas Martin"' in page
    assert "Ce n’est pas le nom d’un élève" in page
    assert not rows.made(Pupil.objects.exists)
    answer = teacher.post(step(draft, 2), {**typed, "pseudonym": "Rose", "is_no_name": "on"})
    assert answer.status_code == 302
    assert rows.made(Pupil.objects.get).pseudonym == "Rose"


def test_a_name_in_the_free_text_is_warned_about_and_kept(rows, draft, teacher):
    answer = teacher.post(step(draft, 3), {"situation": "Lucas Martin lit seul.", "mdph_step": "before"}, follow=True)
    page = text_of(answer)
    assert "À relire" in page
    assert fresh(rows, draft).situation == "Lucas Martin lit seul."


@pytest.mark.parametrize(
    ("number", "typed", "sentence"),
    [
        (1, {"start": "2027-01-12", "end": "2027-01-11", "wanted": ""}, "Le retour ne peut pas précéder le départ"),
        (1, {"start": "", "end": "", "wanted": "model-0"}, "Choisissez le jour où vous le retirez"),
        (1, {"start": "2027-01-12", "end": "2027-01-14", "wanted": ""}, "Choisissez un modèle ou une mallette"),
        (2, {"pseudonym": "", "needs": ["reading"]}, "Choisissez un élève, ou donnez un pseudonyme"),
        (2, {"pseudonym": "HERON-42"}, "Indiquez à quel besoin le matériel répond"),
        (2, {"pseudonym": "X" * 31, "needs": ["reading"]}, "30 caractères"),
        (3, {"situation": "a" * 1001, "mdph_step": "before"}, "1000"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(draft, teacher, number, typed, sentence):
    answer = teacher.post(step(draft, number), typed)
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    for value in typed.values():
        assert not isinstance(value, str) or value in words(answer)


def test_days_that_the_bank_refuses_keep_the_draft(rows, draft, teacher):
    sunday = draft.start + timedelta(days=6 - draft.start.weekday())
    typed = {"start": str(sunday), "end": str(sunday + timedelta(days=8)), "wanted": f"model-{rows.model.pk}"}
    page = text_of(teacher.post(step(draft, 1), typed, follow=True))
    assert "la banque est fermée le dimanche" in page
    teacher.post(step(draft, 2), {"pseudonym": "HERON-42", "needs": ["reading"]})
    page = text_of(teacher.post(address("loan_request_send", draft.pk), follow=True))
    assert "Rien n’est envoyé, votre brouillon est gardé." in page
    assert "Prendre d’autres dates" in page
    assert fresh(rows, draft).state == RequestState.DRAFT


def test_the_draft_keeps_itself(rows, draft, teacher):
    url = address("loan_request_autosave", draft.pk)
    typed = {"situation": "Lire les consignes", "mdph_step": "before", "later_is_fine": "on"}
    assert teacher.post(url + "?etape=3", typed).status_code == 204
    assert fresh(rows, draft).situation == "Lire les consignes"
    # What is not right yet is left, and so is a pseudonym that is still being typed.
    assert teacher.post(url + "?etape=2", {"pseudonym": "HER", "needs": ["reading"]}).status_code == 204
    assert fresh(rows, draft).needs == ["reading"]
    assert not rows.made(Pupil.objects.exists)
    assert teacher.post(url + "?etape=1", {"start": "x"}).status_code == 422
    assert fresh(rows, draft).start == draft.start


def test_a_draft_is_thrown_away_a_request_is_not(rows, draft, asked, teacher):
    teacher.post(address("loan_request_delete", draft.pk))
    assert not rows.made(LoanRequest.objects.filter(pk=draft.pk).exists)
    page = text_of(teacher.post(address("loan_request_delete", asked.pk), follow=True))
    assert "ne s’efface pas" in page
    page = text_of(teacher.get(step(asked, 1), follow=True))
    assert "elle ne se modifie plus" in page


def test_a_request_is_repeated_without_its_dates(rows, asked, teacher):
    answer = teacher.post(address("loan_request_repeat", asked.pk), follow=True)
    assert "déjà remplie" in text_of(answer)
    new = rows.made(lambda: LoanRequest.objects.exclude(pk=asked.pk).get())
    assert (new.state, new.start, new.model_id, new.pupil_id) == (
        RequestState.DRAFT,
        None,
        asked.model_id,
        asked.pupil_id,
    )


def test_a_school_that_is_not_linked_is_shown_whom_to_ask(rows, client_of, teacher):
    with rows.scope():
        rows.school.partner = None
        rows.school.save()
    assert "n’est pas encore relié" in text_of(teacher.get(address("loan_request_add")))
    assert "n’est pas encore relié" in text_of(teacher.get(address("loan_request_list")))
    assert ">Demander<" not in text_of(teacher.get(address("equipment_home")))


def test_requests_of_others_are_not_found(rows, days, teacher, asker):
    with rows.scope():
        other = make_request(make_school(), rows.model, by=asker, sent=False)
    for name in ("loan_request_detail", "loan_request_edit", "loan_request_withdraw", "loan_request_delete"):
        assert teacher.get(address(name, other.pk)).status_code == 404
    for name in ("loan_request_send", "loan_request_autosave", "loan_request_repeat", "loan_request_accept"):
        assert teacher.post(address(name, other.pk)).status_code == 404


# -- The answer --------------------------------------------------------------------------------------------------------


def test_the_manager_sees_the_suggested_item_and_confirms_another(rows, asked, manager):
    first, second = rows.items
    page = text_of(manager.get(address("loan_request_detail", asked.pk)))
    assert f"Confirmer le prêt {of(first)} à Collège des Pins" in page
    answer = manager.post(address("loan_request_confirm", asked.pk), {"item": second.pk}, follow=True)
    assert f"{second} est réservé à Collège des Pins" in text_of(answer)
    again = manager.post(address("loan_request_confirm", asked.pk), {"item": first.pk}, follow=True)
    assert "déjà confirmée : rien d’autre n’est réservé" in text_of(again)
    assert rows.made(Loan.objects.filter(request=asked).count) == 1


def test_somebody_was_quicker(rows, asked, days, manager):
    with rows.scope():
        for _ in rows.items:
            make_loan(rows.model, school=make_school(), start=days.start, end=days.end, at=timezone.now())
    answer = manager.post(address("loan_request_confirm", asked.pk), {"item": rows.items[0].pk}, follow=True)
    page = text_of(answer)
    assert "Rien n’est réservé." in page
    assert "Pas libre à ces dates" in page
    assert "Proposer d’autres dates" in page
    near = answer.context["near"][0]["url"]
    shown = manager.get(near)
    form = {"start": str(shown.context["form"]["start"].value()), "end": str(shown.context["form"]["end"].value())}
    page = text_of(manager.post(address("loan_request_offer", asked.pk), form, follow=True))
    assert "Ces dates sont proposées à Collège des Pins" in page
    assert fresh(rows, asked).state == RequestState.OFFERED


def test_an_offer_is_taken_by_the_school(rows, asked, days, teacher, cast):
    with rows.scope():
        later = days.start + timedelta(days=7), days.end + timedelta(days=7)
        request_actions.offer_dates(
            asked, start=later[0], end=later[1], by=cast["bank_manager"].user, at=timezone.now()
        )
    page = text_of(teacher.get(address("loan_request_detail", asked.pk)))
    assert "Un matériel vous attend : le prenez-vous ?" in page
    home = text_of(teacher.get(address("network_home")))
    assert "La banque vous propose Stylo lecteur" in home
    page = text_of(teacher.post(address("loan_request_accept", asked.pk), follow=True))
    assert "C’est réservé. À retirer le" in page
    page = text_of(teacher.post(address("loan_request_accept", asked.pk), follow=True))
    assert "n’est plus ouverte" in page


def test_the_offer_page_begins_with_the_dates_that_were_asked(asked, days, manager):
    page = words(manager.get(address("loan_request_offer", asked.pk)))
    assert f'value="{days.start}"' in page
    assert f'value="{shown_end(days.end)}"' in page


def test_a_refusal_needs_a_reason_and_shows_it_to_the_school(rows, asked, manager, teacher):
    url = address("loan_request_refuse", asked.pk)
    assert "Choisissez un motif" in text_of(manager.post(url, {"words": "Désolés"}))
    assert "Indiquez pourquoi la demande est refusée" in text_of(manager.post(url, {"motive": "autre", "words": " "}))
    manager.post(url, {"motive": "pris", "words": "Rappelez en mars."})
    page = text_of(teacher.get(address("loan_request_detail", asked.pk)))
    assert "Aucun exemplaire ne se libère à ces dates ni peu après. Rappelez en mars." in page


def test_the_line_that_waits_is_shown_with_who_else(rows, asked, days, manager, teacher):
    with rows.scope():
        draft = make_request(make_school("Collège Haxo"), rows.model, sent=False, start=days.start, end=days.end)
        request_actions.send_request(draft, by=draft.asked_by, at=timezone.now())
    assert "Collège Haxo" in text_of(manager.get(address("loan_request_detail", asked.pk)))
    manager.post(address("loan_request_wait", asked.pk))
    assert fresh(rows, asked).state == RequestState.WAITING
    assert "Sur liste d’attente depuis" in text_of(teacher.get(address("loan_request_detail", asked.pk)))
    page = text_of(teacher.post(address("loan_request_withdraw", asked.pk), follow=True))
    assert "La demande est retirée" in page


def test_a_late_answer_is_marked_for_the_bank(rows, asked, manager):
    with rows.scope():
        LoanRequest.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    page = text_of(manager.get(address("loan_request_list")))
    assert "1 demande attend votre réponse, dont 1 en retard" in page
    assert "En retard" in page
    home = text_of(manager.get(address("network_home")))
    assert "1 demande de prêt attend une réponse" in home
    assert "1 en retard" in home


def test_the_school_reads_its_confirmed_loan_at_home(rows, asked, teacher, cast):
    with rows.scope():
        request_actions.confirm_request(asked, by=cast["bank_manager"].user, at=timezone.now())
    assert "Votre demande est confirmée : Stylo lecteur" in text_of(teacher.get(address("network_home")))


def test_the_list_is_filtered_and_exported(rows, asked, manager):
    assert "1 demande" in text_of(manager.get(address("loan_request_list") + "?q=pins&state=sent&need=reading"))
    assert "Aucun résultat" in text_of(manager.get(address("loan_request_list") + "?late=oui"))
    csv = manager.get(address("loan_request_list") + "?export=csv").content.decode("utf-8-sig")
    assert "Stylo lecteur" in csv
    assert "Lire" in csv


# -- Pupils ------------------------------------------------------------------------------------------------------------


def test_the_school_sees_its_own_pupils_alone(rows, teacher):
    with rows.scope():
        mine, other = make_pupil(rows.school, "HERON-42"), make_pupil(make_school(), "IRIS-43")
    page = text_of(teacher.get(address("school_pupils")))
    assert "HERON-42" in page
    assert "IRIS-43" not in page
    assert teacher.get(address("pupil_edit", other.pk)).status_code == 404
    assert teacher.post(address("pupil_forget", other.pk)).status_code == 404
    printed = text_of(teacher.get(address("school_pupils_print")))
    assert "HERON-42" in printed
    assert "à la main" in printed
    teacher.post(address("pupil_edit", mine.pk), {"pseudonym": "SAULE-20", "level": "4e"})
    assert fresh(rows, mine).pseudonym == "SAULE-20"
    page = text_of(teacher.post(address("pupil_forget", mine.pk), follow=True))
    assert "est oublié" in page
    assert fresh(rows, mine).pseudonym == ""


def test_a_pupil_is_added_with_the_pseudonym_that_the_portal_proposes(rows, teacher):
    shown = teacher.get(address("pupil_add"))
    proposed = shown.context["form"]["pseudonym"].value()
    teacher.post(address("pupil_add"), {"pseudonym": proposed, "level": ""})
    assert rows.made(Pupil.objects.get).pseudonym == proposed
    page = text_of(teacher.post(address("pupil_add"), {"pseudonym": "Emma", "level": ""}))
    assert "ressemble au nom" in page
    assert "Ce n’est pas le nom d’un élève" in page


def test_keys_that_no_row_has_are_no_keys(rows, client_of):
    endless = "9" * 5000
    assert client_of("school").get(address("loan_request_add"), {"model": endless}).status_code == 200
    assert client_of("bank_manager").get(address("item_add"), {"nombre": endless}).status_code == 200
    with rows.scope():
        asked = make_request(rows.school, rows.model)
    answer = client_of("bank_manager").post(address("loan_request_confirm", asked.pk), {"item": endless})
    assert answer.url == asked.get_absolute_url()


@pytest.mark.parametrize("role", ["reader", "evaluator"])
def test_whoever_sees_no_row_is_shown_where_the_figures_are_not_that_there_are_none(rows, client_of, role):
    client = client_of(role)
    asked, lent = (text_of(client.get(address(name))) for name in ("loan_request_list", "loan_list"))
    assert "Vos demandes de prêt" not in asked and "Aucun prêt n’est en cours" not in lent
    for page in (asked, lent):
        assert "Les chiffres de tous sont dans le suivi." in page


def test_several_models_are_chosen_in_the_catalogue_and_asked_for_together(rows, days, teacher, manager, asker):
    """One that is not free is said before anything is sent; the bank sees what was asked for with it."""
    with rows.scope():
        lamp, taken = make_item(make_model("Lampe")).model, make_item(make_model("Casque")).model
        make_loan(taken, start=days.start, end=days.end, at=timezone.now())
    dates = {"start": f"{days.start}", "end": f"{shown_end(days.end)}"}
    keys = [f"model-{one.pk}" for one in (rows.model, lamp, taken)]
    page = teacher.get(address("equipment_home"), {**dates, "choix": [*keys, "model-0", "rien", keys[0]]})
    shown = words(page)
    assert "3 matériels dans votre demande" in shown and "Demander ces 3 matériels" in shown
    assert shown.count('name="choix"') == 3
    assert [offer.free for offer, _ in page.context["basket"]["lines"]] == [2, 1, 0]
    step = address("loan_request_add") + "?" + page.context["basket"]["url"].partition("?")[2]
    first_step = teacher.get(f"{step}&besoin=reading&model=1")
    back = address("equipment_home") + "?" + f"{step.partition('?')[2]}&besoin=reading".replace("&", "&amp;")
    assert f'href="{back}"' in words(first_step)
    form = first_step.context["form"]
    answer = teacher.post(step, {**dates, "wanted": form.initial["wanted"], "also": form.fields["also"].initial})
    with rows.scope():
        first = LoanRequest.objects.get(together=None)
        assert [str(one.wanted) for one in first.siblings] == ["Lampe", "Casque"]
        assert str(first.pk) in answer.url
        request_actions.change_request(
            first, pupil=make_pupil(rows.school), needs=["reading"], by=asker, at=timezone.now()
        )
    read = words(teacher.get(address("loan_request_detail", first.pk)))
    assert "Dans cette demande" in read and "Pas libre" in read and "n’est pas libre" in read
    assert "Casque" not in words(teacher.get(address("loan_request_list")))
    for name in ("loan_request_detail", "loan_request_edit"):
        leads = teacher.get(address(name, first.pk + 1))
        assert leads.status_code == 302
    teacher.post(address("loan_request_send", first.pk))
    listed = words(manager.get(address("loan_request_list")))
    assert "Lampe" in listed and "Casque" in listed
    assert "3 demandes attendent la réponse de la banque" in words(teacher.get(address("loan_request_list")))
    assert "Demandé en même temps" in words(manager.get(address("loan_request_detail", first.pk + 1)))


def test_what_is_asked_for_together_is_named_and_taken_out_one_by_one(rows, days, teacher, asker):
    """The title counts it; a thing that leaves in a kit is not free beside it; a second click says that it is sent."""
    with rows.scope():
        kit = make_kit()
        part = kit.parts.first().item.model
        dates = {"start": days.start, "end": days.end}
        first = make_request(rows.school, rows.model, by=asker, sent=False, also=[kit, part], **dates)
    page = teacher.get(address("equipment_home"), {"choix": [f"kit-{kit.pk}", f"model-{part.pk}"]})
    assert {str(offer.wanted): offer.free for offer, _ in page.context["basket"]["lines"]} == {
        str(kit): 1,
        str(part): 0,
    }
    for url in (address("loan_request_list"), address("loan_request_detail", first.pk)):
        assert f"{rows.model} et 2 autres matériels" in text_of(teacher.get(url))
    shown = text_of(teacher.get(address("loan_request_detail", first.pk)))
    assert "2 sur 3 libres à ces dates" in shown and f"part déjà avec « {kit} »" in shown
    # Any of them is taken out, the first as well, once; the page that asks says what stays.
    for gone, stay in ((rows.model, [kit, part]), (part, [kit])):
        url = f"{address('loan_request_take_out', first.pk)}?choix={gone.choice}"
        asks = text_of(teacher.get(url))
        assert f"Retirer « {gone} » de la demande" in asks
        assert ", ".join(f"« {one} »" for one in stay) in asks
        for _ in range(2):
            left = teacher.post(url)
            assert left.url == address("loan_request_detail", first.pk)
            assert [str(one) for one in rows.made(lambda: _wanted(first))] == [str(one) for one in stay]
    shown = text_of(teacher.post(f"{address('loan_request_take_out', first.pk)}?choix={kit.choice}", follow=True))
    assert "C’est le seul matériel de cette demande" in shown
    for said in ("La demande est envoyée", "Cette demande est déjà envoyée"):
        page = text_of(teacher.post(address("loan_request_send", first.pk), follow=True))
        assert said in page and "Rien n’est envoyé" not in page


def _wanted(request):
    found = LoanRequest.objects.get(pk=request.pk)
    return [one.wanted for one in (found, *found.siblings)]


def test_no_more_is_chosen_than_one_request_takes(rows, teacher):
    with rows.scope():
        keys = [f"model-{make_item().model.pk}" for _ in range(9)]
    page = teacher.get(address("equipment_home"), {"choix": keys, "q": "Modèle"})
    shown = text_of(page)
    assert shown.count("Dans votre demande") == 8 and "8 matériels au plus" in shown
    assert page.context["all_url"].count("choix=") == 9 and "q=" not in page.context["all_url"]


def test_a_pick_up_that_is_over_and_a_loan_of_years_are_refused_at_the_first_step(rows, teacher):
    page = teacher.post(
        address("loan_request_add"), {"start": "2020-01-06", "end": "2030-01-07", "wanted": f"model-{rows.model.pk}"}
    )
    shown = words(page)
    assert "est déjà passé" in shown and "jours au plus" in shown
    with rows.scope():
        assert not LoanRequest.objects.exists()
