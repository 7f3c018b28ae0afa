"""Services and people who lead actions: chosen, filtered, in files, shown to the public; what they note and write."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from inclusion.core.errors import DomainError
from inclusion.core.imports.trials import try_file
from inclusion.core.models.mails import OutgoingMail
from inclusion.members.actions import end_membership, reattach_member
from inclusion.partners.actions import (
    add_contact,
    add_service,
    change_service,
    merge_partners,
    remove_contact,
    remove_service,
)
from roadmaps.enums import ActionState
from roadmaps.files.actions import ROADMAP_FILES
from roadmaps.models import ActionComment, ActionNote
from roadmaps.plans.actions.actions import change_action, note_progress, step
from roadmaps.plans.actions.comments import comment, follow, remove_comment
from roadmaps.plans.models.actions import lead_key
from roadmaps.plans.queries import content_of, readers_of, whole_actions
from tests.builders import AT, make_membership, make_partner, make_user
from tests.mails import send_row
from tests.pages import plain, words
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_roadmap
from tests.roadmaps.tab_pages import url
from tests.setup_data import setup_data


@setup_data
def does(camille):
    return {"by": camille, "at": AT}


@setup_data
def town(network):
    return make_partner("Ville d’Exemple")


@setup_data
def seniors(town, does):
    return add_service(town, name="Direction Seniors", **does)


@setup_data
def axis(network):
    return make_axis(make_roadmap("Feuille"), "Premier axe")


def names(action):
    return [str(row) for row in action.actor_rows.leads().with_names()]


def test_a_service_a_contact_and_a_member_lead_together(axis, town, seniors, does):
    elected = add_contact(town, name="Odile Exemple", job_title="Adjointe au numérique", **does)
    member = make_membership(town, user=make_user(first_name="Marc"), job_title="Chargé de projet")
    action = make_action(axis, leads=[seniors, elected, member], partners=[town])
    assert names(action) == [
        "Direction Seniors (Ville d’Exemple)",
        "Odile Exemple (Ville d’Exemple)",
        "Marc Exemple (Ville d’Exemple)",
    ]
    (one,) = content_of(axis.roadmap)["axes"][0]["actions"]
    assert one["leads"] == [
        "Direction Seniors (Ville d’Exemple)",
        "Adjointe au numérique (Ville d’Exemple)",  # the public reads a function, not a name
        "Chargé de projet (Ville d’Exemple)",
    ]
    assert one["partners"] == ["Ville d’Exemple"]
    change_action(action, leads=[seniors], **does)
    assert names(action) == ["Direction Seniors (Ville d’Exemple)"]


def test_a_service_is_renamed_and_not_removed_while_it_leads(axis, town, seniors, does):
    action = make_action(axis, leads=[seniors])
    with pytest.raises(DomainError, match="s’appelle déjà"):
        add_service(town, name="direction  séniors", **does)
    change_service(seniors, name="Direction de l’âge", **does)
    assert names(action) == ["Direction de l’âge (Ville d’Exemple)"]
    with pytest.raises(DomainError, match="pilote des actions"):
        remove_service(seniors, **does)
    change_action(action, leads=[town], **does)
    remove_service(seniors, **does)
    assert not town.services.exists()


def test_a_contact_is_not_removed_while_it_leads(axis, town, does, client_of):
    contact = add_contact(town, name="Odile Exemple", **does)
    action = make_action(axis, leads=[contact])
    page = reverse("partner_contact_edit", args=["lot-et-garonne", town.pk, contact.pk])
    said = words(client_of("coordinator").post(page, {"remove": "1"}, follow=True))
    assert "« Odile Exemple » pilote des actions : nommez d’abord qui les reprend." in said
    assert names(action) == ["Odile Exemple (Ville d’Exemple)"]
    change_action(action, leads=[town], **does)
    remove_contact(contact, **does)
    assert not town.contacts.exists()


def test_a_member_who_moves_leads_in_the_new_place_and_one_who_left_is_said_so(axis, town, does, client_of):
    member = make_membership(town, user=make_user(first_name="Marc"))
    action = make_action(axis, leads=[member])
    reattach_member(member, partner=make_partner("Agglomération"), **does)
    assert names(action) == ["Marc Exemple (Agglomération)"]
    client = client_of("coordinator")
    pages = [
        url(name, row)
        for name, row in (("roadmap_action", action), ("roadmap_leads", axis.roadmap), ("roadmap_detail", axis.roadmap))
    ]
    assert not any("plus membre" in words(client.get(page)) for page in pages)
    end_membership(member, **does)
    assert all("est plus membre" in words(client.get(page)) for page in pages)


def test_services_of_one_name_are_one_after_a_merge(axis, town, seniors, does):
    kept = make_partner("Ville")
    same = add_service(kept, name="Direction séniors", **does)
    alone, both = make_action(axis, leads=[seniors]), make_action(axis, leads=[seniors, same, town])
    merge_partners(town, kept=kept, **does)
    assert names(alone) == ["Direction séniors (Ville)"]
    assert names(both) == ["Direction séniors (Ville)", "Ville"]
    assert [str(one) for one in kept.services.all()] == ["Direction séniors"]


def test_services_of_a_merged_partner_lead_on_beside_those_of_the_kept_one(axis, town, seniors, does):
    kept = make_partner("Ville")
    other = add_service(kept, name="Direction Jeunesse", **does)
    action = make_action(axis, leads=[seniors, other, town, kept])
    merge_partners(town, kept=kept, **does)
    assert names(action) == ["Direction Seniors (Ville)", "Direction Jeunesse (Ville)", "Ville"]


def test_the_tree_is_filtered_by_a_service_or_by_its_whole_organisation(axis, town, seniors, client_of):
    make_action(axis, "Des seniors", leads=[seniors])
    make_action(axis, "De la ville", leads=[town])
    make_action(axis, "De personne")
    client = client_of("coordinator")
    for key, kept in ((lead_key(seniors), 1), (lead_key(town), 2)):
        tree = client.get(url("roadmap_detail", axis.roadmap, f"?pilote={key}")).context["tree"]
        assert tree.shown == kept


def test_a_file_goes_out_and_comes_back_with_services(axis, town, seniors, does, client_of):
    action = make_action(axis, "Ateliers", leads=[seniors])
    response = client_of("coordinator").get(url("roadmap_export", axis.roadmap, "?export=xlsx"))
    content = response.getvalue()
    sheet = load_workbook(io.BytesIO(content)).active
    assert "Direction Seniors (Ville d’Exemple)" in [cell.value for row in sheet for cell in row]
    trial = try_file(ROADMAP_FILES, subject=axis.roadmap, data=content, filename="plan.xlsx", **does)
    assert trial.report["lines"][0]["effect"] == "unchanged", trial.report
    assert names(action) == ["Direction Seniors (Ville d’Exemple)"]


def test_a_partner_of_which_two_services_lead_an_action_has_it_once(axis, town, seniors, does, client_of):
    other = add_service(town, name="Direction Jeunesse", **does)
    make_action(axis, "Menée à deux", leads=[seniors, other, town])
    page = words(client_of("coordinator").get(url("partner_detail", town)))
    assert "1 action pilotée" in page and "Pilote une action" in page


# -- One step ----------------------------------------------------------------------------------------------------------


def test_state_percentage_and_sentence_are_noted_in_one_step(axis, does):
    action = note_progress(make_action(axis), to="ongoing", progress=40, reason="Deux mairies sur cinq", **does)
    assert (action.state, action.progress, action.state_reason) == ("ongoing", 40, "Deux mairies sur cinq")
    note_progress(action, to="ongoing", progress=60, reason="Une de plus", **does)
    found = list(ActionNote.objects.order_by("pk").values_list("to_state", "progress", "text"))
    assert found == [("ongoing", None, "Deux mairies sur cinq"), ("", 40, ""), ("", 60, "Une de plus")]
    with pytest.raises(DomainError, match="Indiquez ce qui a changé"):
        note_progress(action, to="ongoing", progress=60, **does)
    done = note_progress(action, to="done", progress=70, **does)
    assert done.reached == 100


@setup_data
def led(axis, cast, does):
    """An action that the prescriber leads in person, in an adopted roadmap."""
    action = make_action(axis, "Menée", leads=[cast["prescriber"]])
    make_adopted(axis.roadmap)
    return step(action, "ongoing", **does)


def test_who_leads_in_person_notes_how_it_goes_and_nobody_else_does(led, client_of):
    data = {"to": "ongoing", "progress": "55", "reason": "", "on": "2026-11-24", "seen": "ongoing"}
    address = url("roadmap_action_step", led)
    assert client_of("training_place").post(address, data).status_code == 403
    mine = client_of("prescriber").get(url("roadmap_actions_mine"))
    assert "1 action à mener, aucune en retard" in words(mine) and "Menée" in words(mine)
    assert "Vous pilotez 1 action" in words(client_of("prescriber").get(url("network_home")))
    assert client_of("prescriber").post(address, data).status_code == 302
    led.refresh_from_db()
    assert led.progress == 55
    assert "Vous ne pilotez pas" in words(client_of("training_place").get(url("roadmap_actions_mine")))


def test_a_page_that_was_open_before_sets_nothing_back(led, client_of, does):
    """It showed 40 %; the coordination noted 65; who writes a sentence alone leaves 65, who writes 50 is asked."""
    note_progress(led, to="ongoing", progress=40, **does)
    note_progress(led, to="ongoing", progress=65, **does)
    address = url("roadmap_action_step", led)
    shown = {"to": "ongoing", "seen": "ongoing", "seen_progress": "40", "on": "2026-11-24", "reason": "Une phrase"}
    assert client_of("prescriber").post(address, shown | {"progress": "40"}).status_code == 302
    led.refresh_from_db()
    assert led.progress == 65
    refused = client_of("prescriber").post(address, shown | {"progress": "50"})
    assert "Quelqu’un d’autre vient de noter 65 %" in words(refused)
    assert 'name="seen_progress" value="65"' in words(refused)
    step(led, "paused", reason="La salle est fermée", **does)
    assert client_of("prescriber").post(address, shown | {"progress": "40"}).status_code == 302
    led.refresh_from_db()
    assert (led.state, led.progress) == ("paused", 65)


# -- Comments and followers --------------------------------------------------------------------------------------------


def test_who_is_named_in_a_comment_gets_one_mail(led, cast, client_of, mailbox):
    named = cast["prescriber"]
    data = {"text": "Peux-tu voir\nla salle ?", "mentions": [named.pk]}
    assert client_of("coordinator").post(url("roadmap_action_comment", led), data).status_code == 302
    (row,) = OutgoingMail.objects.filter(kind="roadmap_mention")
    send_row(row)
    (sent,) = mailbox.taken
    assert sent["To"] == named.user.email and "Menée" in plain(sent["Subject"])
    page = words(client_of("prescriber").get(led.get_absolute_url()))
    assert "Peux-tu voir" in page and f"@{named.user}" in page


def test_a_click_that_comes_twice_writes_one_comment(led, cast, does):
    first = comment(led, text="Deux clics", mentions=[cast["prescriber"]], **does)
    assert comment(led, text="Deux clics ", mentions=[cast["prescriber"]], **does) == first
    assert OutgoingMail.objects.filter(kind="roadmap_mention").count() == 1
    assert comment(led, text="Deux clics", by=does["by"], at=AT + timedelta(minutes=2)) != first


def test_a_comment_that_is_removed_is_not_mailed_any_more(led, cast, does, mailbox):
    written = comment(led, text="Trop tôt", mentions=[cast["prescriber"]], **does)
    remove_comment(written, **does)
    assert send_row(OutgoingMail.objects.get(kind="roadmap_mention")).problem
    assert not mailbox.taken and not ActionComment.objects.exists()


def test_a_draft_names_those_who_may_see_it_alone(axis, cast):
    readers = {one.user_id for one in readers_of(axis.roadmap)}
    assert cast["coordinator"].user_id in readers
    assert cast["training_place"].user_id not in readers


def test_what_one_follows_says_what_moved(led, cast, client_of, does):
    follow(led, member=cast["training_place"], **does)
    client = client_of("training_place")
    note_progress(led, to=ActionState.ONGOING, progress=70, reason="La salle est prête", **does)
    assert "Menée" in words(client.get(url("roadmap_actions_mine")))
    step(led, ActionState.DONE, **does)
    assert "Terminée" in words(client.get(url("roadmap_actions_mine"))), "what ended lately has moved too"
    assert client.post(url("roadmap_action_follow", led), {"stop": "1"}).status_code == 302
    assert not led.followers.exists()


def test_as_many_queries_for_three_leads_as_for_one(axis, town, does, django_assert_max_num_queries):
    make_action(axis, leads=[add_service(town, name=f"Service {rank}", **does) for rank in range(3)])
    member = make_membership(town)
    make_action(axis, leads=[member, town])
    with django_assert_max_num_queries(6):
        found = [str(lead) for one in whole_actions(axis.roadmap) for lead in one.leads]
    assert len(found) == 5
