"""Pages of workshops for the coordinator, and for those who read."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inclusion.core.scope import scoped_to
from inclusion.core.web.exports import to_csv
from roadmaps.models import Action, Proposal, Workshop
from roadmaps.workshops.actions import merge_ideas, withdraw_idea
from tests.builders import AT
from tests.pages import address, words
from tests.roadmaps.workshop_builders import make_idea, make_workshop
from tests.setup_data import setup_data


@setup_data
def workshop(rows, made):
    return made(make_workshop, rows.local, "Aller vers", "Équiper", axis=rows.first, by=rows.by)


def fields(**changes):
    return {
        "title": "World café",
        "introduction": "",
        "held_on": "2026-03-12",
        "open_until": "2026-03-12",
        "votes_each": "3",
        "topic_1": "Aller vers",
        "axis_1": "",
        "topic_2": "",
        **changes,
    }


@pytest.mark.parametrize("role", ["coordinator", "epci_referent"])
def test_a_workshop_is_prepared_with_its_tables(rows, made, client_of, role):
    page = address("workshop_add", rows.local.pk)
    client = client_of(role)
    assert client.get(page).status_code == 200
    posted = fields(axis_1=rows.first.pk, topic_3="Équiper")
    answer = client.post(page, posted, follow=True)
    assert "L’atelier est prêt" in words(answer)
    workshop = made(Workshop.objects.get)
    assert [(one.rank, one.topic) for one in made(lambda: list(workshop.tables.all()))] == [
        (1, "Aller vers"),
        (2, "Équiper"),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"topic_1": ""}, "Préparez au moins une table"),
        ({"open_until": "2026-03-11"}, "au moins jusqu’au jour où il a lieu"),
        ({"votes_each": "0"}, "entre une et 10 voix"),
        ({"votes_each": "trois"}, "Écrivez un nombre entier"),
        ({"held_on": "1026-03-12"}, "entre 2000 et 2100"),
        ({"title": ""}, "obligatoire"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(rows, made, client_of, changes, sentence):
    answer = client_of("coordinator").post(
        address("workshop_add", rows.local.pk), fields(introduction="Vingt minutes", **changes)
    )
    assert sentence in words(answer)
    assert "Vingt minutes" in words(answer)
    assert not made(Workshop.objects.exists)


def test_a_workshop_is_changed_and_a_table_with_ideas_stays(rows, made, client_of, workshop):
    made(make_idea, workshop, "Un bus", table=2)
    page = address("workshop_edit", workshop.pk)
    client = client_of("coordinator")
    assert "Équiper" in client.get(page).content.decode()
    keys = made(lambda: list(workshop.tables.values_list("pk", flat=True)))
    shown = {"table_1": keys[0], "table_2": keys[1]}
    refused = client.post(page, fields(**shown, topic_2=""))
    assert "« Équiper » porte des idées" in words(refused)
    client.post(page, fields(**shown, title="Autre titre", topic_2="Équiper", topic_3="Trois"))
    workshop.refresh_from_db()
    assert workshop.title == "Autre titre"
    assert made(workshop.tables.count) == 3


def test_a_table_that_somebody_added_meanwhile_stays(rows, made, client_of, workshop):
    page = address("workshop_edit", workshop.pk)
    client = client_of("coordinator")
    first, second = made(lambda: list(workshop.tables.values_list("pk", flat=True)))
    client.post(page, fields(table_1=first, table_2=second, topic_2="Équiper", topic_3="Réparer"))
    # The page of somebody else still shows two tables, and is sent with the second one taken out.
    client.post(page, fields(table_1=first, table_2=second, topic_2=""))
    assert made(lambda: list(workshop.tables.values_list("topic", flat=True))) == ["Aller vers", "Réparer"]


def test_the_board_shows_ideas_by_their_voices_doubles_and_where_they_went(rows, made, client_of, workshop):
    made(make_idea, workshop, "Une carte", voters=1)
    bus = made(make_idea, workshop, "Un bus numérique la nuit", voters=3)
    double = made(make_idea, workshop, "Le bus numérique, la nuit", voters=1)
    made(withdraw_idea, made(make_idea, workshop, "Hors sujet"), by=rows.by, at=AT)
    client = client_of("coordinator")
    page = address("workshop_detail", workshop.pk)
    said = words(client.get(page))
    assert "3 idées, 5 voix" in said
    assert "Deux idées sont peut-être la même" in said
    made(merge_ideas, bus, doubles=[double], by=rows.by, at=AT)
    said = words(client.get(page))
    assert "2 idées, 5 voix" in said
    assert said.index("Un bus numérique la nuit") < said.index("Une carte")
    assert "1 idée réunie" in said
    assert "1 idée retirée" in said
    assert "<svg" in client.get(page).content.decode()
    made(rows.local.refresh_from_db)


def test_who_only_reads_finds_no_way_to_change(rows, made, client_of):
    workshop = made(make_workshop, rows.departmental, by=rows.by)
    made(make_idea, workshop, "Un bus")
    said = words(client_of("evaluator").get(address("workshop_detail", workshop.pk)))
    assert "Un bus" in said
    assert "Ajouter une idée" not in said
    assert "Retirer" not in said


def test_a_workshop_of_a_roadmap_that_is_not_theirs(rows, client_of, workshop):
    assert client_of("prescriber").get(address("workshop_detail", workshop.pk)).status_code == 404


def test_results_leave_as_a_file(rows, made, client_of, workshop):
    made(make_idea, workshop, "=HYPERLINK()", voters=2, detail="à voir")
    answer = client_of("coordinator").get(address("workshop_detail", workshop.pk), {"export": "csv"})
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Table;Sujet;Idée;Précisions;Voix;Idées fusionnées;Devenue l’action",
        "1;Aller vers;'=HYPERLINK();à voir;2;;",
    ]


def test_closing_asks_first(rows, made, client_of, workshop):
    client = client_of("coordinator")
    page = address("workshop_close", workshop.pk)
    assert "Fermer l’atelier" in words(client.get(page))
    assert "est fermé" in words(client.post(page, follow=True))
    workshop.refresh_from_db()
    assert workshop.open_until < date(9999, 1, 1)


def test_the_screen_refreshes_while_the_workshop_is_open(rows, made, client_of, workshop):
    made(make_idea, workshop, "Un bus", voters=1)
    client = client_of("coordinator")
    page = address("workshop_screen", workshop.pk)
    assert 'hx-trigger="every 5s"' in client.get(page).content.decode()
    part = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "Un bus" in part
    assert "<html" not in part
    client.post(address("workshop_close", workshop.pk))
    assert "every 5s" not in client.get(page).content.decode()


def test_the_board_asks_as_much_at_one_idea_as_at_three(rows, made, client_of, workshop, network):
    client = client_of("coordinator")

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address("workshop_detail", workshop.pk)).status_code == 200
        return len(queries)

    def fill():
        made(merge_ideas, made(make_idea, workshop), doubles=[made(make_idea, workshop)], by=rows.by, at=AT)
        with scoped_to(network):
            from roadmaps.workshops.actions import take_idea

            take_idea(make_idea(workshop, table=2), axis=rows.second, by=rows.by, at=AT)

    fill()
    count()
    first = count()
    fill()
    fill()
    assert count() == first


# -- Ideas


def test_an_idea_from_a_sheet_of_paper(rows, made, client_of, workshop):
    client = client_of("coordinator")
    page = address("proposal_add", workshop.pk)
    table = made(workshop.tables.first)
    answer = client.post(page, {"table": table.pk, "text": "Un bus", "detail": "La nuit"}, follow=True)
    assert "« Un bus » est sur la table « Aller vers »" in words(answer)
    again = client.post(page, {"table": table.pk, "text": "un BUS !", "detail": "La nuit"})
    assert "déjà sur la table" in words(again)
    assert "La nuit" in words(again)
    gone = client.post(page, {"table": "999", "text": "Une carte"})
    assert "Cette table n’est plus là" in words(gone)
    assert "Une carte" in words(gone)


def test_ideas_are_ticked_compared_and_merged_then_separated(rows, made, client_of, workshop):
    one, two = (made(make_idea, workshop, "Un bus", voters=1), made(make_idea, workshop, "Un autobus", voters=2))
    client = client_of("coordinator")
    page = address("workshop_merge", workshop.pk)
    assert "Quelles idées n’en font qu’une" in words(client.get(page, {"idee": one.pk}))
    assert "Quelles idées n’en font qu’une" in words(client.get(page, {"idee": ["x", "999999"]}))
    asked = f"{page}?idee={one.pk}&idee={two.pk}"
    assert "Ces 2 idées" in words(client.get(asked))
    assert "obligatoire" in words(client.post(asked, {}))
    answer = client.post(asked, {"kept": one.pk}, follow=True)
    assert "2 idées n’en font qu’une : « Un bus »" in words(answer)
    two.refresh_from_db()
    assert two.merged_into_id == one.pk
    answer = client.post(address("proposal_separate", two.pk), follow=True)
    assert "de nouveau une idée à part" in words(answer)


def test_an_idea_is_corrected_taken_out_and_put_back(rows, made, client_of, workshop):
    idea = made(make_idea, workshop, "Un buss")
    client = client_of("coordinator")
    page = address("proposal_edit", idea.pk)
    assert "Corriger" in words(client.get(page))
    assert "Écrivez votre idée" in words(client.post(page, {"table": idea.table_id, "text": ""}))
    client.post(page, {"table": idea.table_id, "text": "Un bus"})
    assert "est retirée" in words(client.post(address("proposal_withdraw", idea.pk), follow=True))
    assert "de nouveau au tableau" in words(client.post(address("proposal_restore", idea.pk), follow=True))
    idea.refresh_from_db()
    assert (idea.text, idea.withdrawn) == ("Un bus", False)


def test_an_idea_becomes_an_action_and_says_so(rows, made, client_of, workshop):
    idea = made(make_idea, workshop, "Un bus")
    client = client_of("coordinator")
    page = address("proposal_take", idea.pk)
    asked = client.get(page)
    assert f'value="axe-{rows.first.pk}" selected' in asked.content.decode()
    assert "obligatoire" in words(client.post(page, {"title": "", "place": f"axe-{rows.first.pk}"}))
    answer = client.post(page, {"title": "Un bus la nuit", "place": f"axe-{rows.second.pk}"}, follow=True)
    assert "L’idée est devenue l’action « Un bus la nuit »" in words(answer)
    assert "Née de" in words(answer)
    action = made(Action.objects.get, title="Un bus la nuit")
    assert action.axis_id == rows.second.pk
    assert "déjà devenue une action" in words(client.post(page, {"title": "Encore", "place": f"axe-{rows.first.pk}"}))
    assert "elle reste" in words(client.post(address("proposal_withdraw", idea.pk), follow=True))


# -- Files


def brought(*lines):
    return SimpleUploadedFile("idees.csv", to_csv([["table", "idée", "précisions"], *lines]))


def test_a_file_is_tried_then_added_and_its_faults_are_named(rows, made, client_of, workshop):
    client = client_of("coordinator")
    page = address("proposal_import", workshop.pk)
    lines = ([1, "Un bus", "La nuit"], [7, "Une carte", ""], ["Équiper", "Des prêts", ""])
    tried = client.post(page, {"file": brought(*lines)})
    said = words(tried)
    assert "2 idées à ajouter, 1 ligne à corriger" in said
    assert "Aucune table ne porte le numéro ou le sujet « 7 »" in said
    assert not made(Proposal.objects.exists)
    lines = tried.context["signed"]
    apply = address("proposal_import_apply", workshop.pk)
    assert "2 idées sont ajoutées" in words(client.post(apply, {"lignes": lines}, follow=True))
    assert made(lambda: [(one.table.rank, one.text) for one in Proposal.objects.select_related("table")]) == [
        (1, "Un bus"),
        (2, "Des prêts"),
    ]
    # Sent twice: what is there is not added again.
    assert "0 idée est ajoutée" in words(client.post(apply, {"lignes": lines}, follow=True))
    again = words(client.post(page, {"file": brought([1, "Un bus", ""])}))
    assert "Rien à ajouter" in again
    assert "déjà au tableau" in again


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "n’est pas"),
        (to_csv([["nom", "ville"], ["a", "b"]]), "n’a pas de colonne « idée »"),
        (to_csv([["table", "idée"]]), "n’a que ses titres"),
        (b"", "vide"),
    ],
)
def test_a_file_that_is_none(rows, client_of, workshop, data, sentence):
    answer = client_of("coordinator").post(
        address("proposal_import", workshop.pk), {"file": SimpleUploadedFile("idees.csv", data)}
    )
    assert sentence in words(answer)


def test_lines_that_somebody_tampered_with_are_refused(rows, made, client_of, workshop):
    other = made(make_workshop, rows.local, by=rows.by)
    client = client_of("coordinator")
    signed = client.post(address("proposal_import", other.pk), {"file": brought([1, "Un bus", ""])}).context["signed"]
    for lines in (signed, "rien", signed + "x"):
        answer = client.post(address("proposal_import_apply", workshop.pk), {"lignes": lines}, follow=True)
        assert "rien n’a été ajouté" in words(answer)
    assert not made(Proposal.objects.exists)


def test_a_file_to_fill_in(rows, client_of, workshop):
    answer = client_of("coordinator").get(address("proposal_import", workshop.pk), {"export": "csv"})
    assert answer.content.decode("utf-8-sig").startswith("table;idée;précisions")
