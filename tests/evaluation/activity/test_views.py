"""Pages of help that was given: noted, repeated, taken back, listed, counted; files of the Coop."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluation.enums import AgeBand, HelpKind, HelpPlace, HelpSource, PublishedPart, Theme
from evaluation.models import HelpRecord, Publication
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner
from tests.evaluation.builders import help_given, make_survey, opened
from tests.evaluation.coop_files import csv_file, row
from tests.evaluation.findings import PAIRED
from tests.pages import address, words


@pytest.fixture
def today(clock):
    clock(AT)
    return AT.date()


@pytest.fixture
def worker(client_of):
    return client_of("prescriber")


def sent(**fields) -> dict:
    return {
        "once": str(uuid4()),
        "themes": [Theme.EMAIL],
        "length": "30",
        "place": HelpPlace.PLACE,
        "kind": HelpKind.INDIVIDUAL,
        "age_band": AgeBand.UNKNOWN,
        "given_on": "2026-11-24",
        **fields,
    }


def records(network) -> list[HelpRecord]:
    with scoped_to(network):
        return list(HelpRecord.objects.select_related("partner"))


def test_two_keys_are_enough(today, network, cast, worker):
    page = worker.get(address("help_add"))
    proposed = page.context["form"].initial
    post = sent(**{name: proposed[name] for name in ("length", "place", "kind", "age_band", "given_on", "once")})
    answer = worker.post(address("help_add"), post, follow=True)
    assert "C’est noté" in words(answer)
    [record] = records(network)
    assert (record.partner, record.minutes, record.people) == (cast["prescriber"].partner, 30, 1)
    assert (record.given_on, record.source, record.by_id) == (today, HelpSource.PORTAL, cast["prescriber"].user.pk)


def test_two_taps_on_the_same_button_note_one(today, network, worker):
    post = sent()
    worker.post(address("help_add"), post)
    worker.post(address("help_add"), post)
    assert len(records(network)) == 1


def test_where_and_how_long_are_remembered_and_the_themes_used_come_first(today, network, worker):
    worker.post(address("help_add"), sent(themes=[Theme.JUSTICE], length="autre", minutes="95", place=HelpPlace.HOME))
    form = worker.get(address("help_add")).context["form"]
    assert (form.initial["place"], form.initial["length"], form.initial["minutes"]) == ("domicile", "autre", "95")
    assert form.often[0].data["value"] == Theme.JUSTICE


def test_the_same_as_last_time_is_one_tap(today, network, worker):
    worker.post(address("help_add"), sent(kind=HelpKind.GROUP, people="8", length="60"))
    page = worker.get(address("help_add"))
    assert "Comme la dernière fois : E-mail, 60 min, 8 personnes" in words(page)
    once = page.context["again"]
    for _tap in range(2):
        worker.post(address("help_repeat"), {"once": str(once)})
    assert [(one.people, one.minutes) for one in records(network)] == [(8, 60)] * 2
    refused = worker.post(address("help_repeat"), {"once": "x"}, follow=True)
    assert "Rien n’est enregistré" in words(refused)


def test_whoever_went_to_another_structure_repeats_for_that_one(today, network, cast, worker):
    worker.post(address("help_add"), sent())
    with scoped_to(network):
        cast["prescriber"].partner = make_partner("La nouvelle structure")
        cast["prescriber"].save()
    worker.post(address("help_repeat"), {"once": str(uuid4())})
    assert [str(one.partner) for one in records(network)].count("La nouvelle structure") == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"themes": []}, "Touchez au moins un thème."),
        ({"length": "autre"}, "Écrivez la durée en minutes"),
        ({"kind": HelpKind.GROUP}, "Écrivez combien de personnes étaient là."),
        ({"given_on": "2026-11-25"}, "Ce jour n’est pas encore venu."),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_lost(today, network, worker, fields, sentence):
    page = words(worker.post(address("help_add"), sent(place=HelpPlace.HOME, **fields)))
    assert sentence in page
    assert records(network) == []
    assert 'value="domicile" id="id_place_1" checked' in page or 'value="domicile"' in page


def test_hidden_fields_of_the_other_answer_do_not_stand_in_the_way(today, network, worker):
    worker.post(address("help_add"), sent(minutes="0", people="1"))
    assert [(one.minutes, one.people) for one in records(network)] == [(30, 1)]


def test_a_coordinator_chooses_the_structure_and_others_cannot(today, network, cast, client_of, worker):
    other = cast["operator"].partner
    client_of("coordinator").post(address("help_add"), sent(partner=other.pk))
    worker.post(address("help_add"), sent(partner=other.pk))
    assert {one.partner for one in records(network)} == {other, cast["prescriber"].partner}


def test_what_was_noted_is_taken_back(today, network, worker, client_of):
    worker.post(address("help_add"), sent())
    [record] = records(network)
    assert client_of("operator").get(address("help_remove", record.pk)).status_code == 404
    assert "Retirer l’aide du 24/11/2026" in words(worker.get(address("help_remove", record.pk)))
    assert "L’aide est retirée." in words(worker.post(address("help_remove", record.pk), follow=True))
    assert records(network) == []
    with scoped_to(network):
        assert JournalEntry.objects.filter(verb="help.removed").count() == 1


def test_the_list_is_of_the_own_structure_or_of_the_network(today, network, cast, worker, client_of):
    with scoped_to(network):
        help_given(cast["prescriber"].partner, themes=[Theme.JUSTICE])
        help_given(cast["operator"].partner, themes=["Drones"], source=HelpSource.COOP, external_id="a")
    own = worker.get(address("help_list"))
    assert own.context["total"] == 1
    assert "Drones" not in words(own)
    reader = client_of("reader")
    page = words(reader.get(address("help_list")))
    assert "Drones" in page
    assert "Justice" in page
    assert "Noter une aide" not in page
    assert reader.get(address("help_list") + "?theme=inconnu").context["total"] == 1
    assert reader.get(address("help_list") + f"?partner={cast['operator'].partner.pk}").context["total"] == 1
    exported = reader.get(address("help_list") + "?export=csv").content.decode("utf-8-sig")
    assert "Drones" in exported
    assert "Corriger" not in exported


def test_figures_stand_beside_what_changed(today, network, cast, worker):
    with scoped_to(network):
        for month in (1, 2, 11):
            help_given(cast["prescriber"].partner, given_on=date(2026, month, 3), minutes=60, people=4)
        help_given(cast["prescriber"].partner, given_on=date(2025, 3, 3))
        survey = make_survey(title="Avant et après", pairs=True)
        opened(survey, start=date(2026, 9, 1), end=date(2026, 10, 1))
        Publication.objects.create(
            survey=survey,
            part=PublishedPart.PAIRED,
            document=PAIRED.model_dump(mode="json"),
            made_at=datetime(2026, 10, 1, tzinfo=UTC),
        )
    page = worker.get(address("help_figures"))
    text = words(page)
    assert "12 participations aux aides en 2026" in text
    assert "Avant et après" in text
    readings = [one.named_sentence for one in PAIRED.changes if one.reading and not one.is_retrospective]
    assert " ".join(readings[0].split()) in text
    assert page.context["ages"].everybody.people == 8  # of the quarters that are over
    before = words(worker.get(address("help_figures") + "?annee=2025"))
    assert "1 participation aux aides en 2025" in before
    assert "Aucun résultat avant et après n’est publié pour 2025" in before
    assert "Trop peu de personnes pour montrer leur âge." in before


def test_a_file_of_the_coop_is_tried_then_brought_in(today, network, worker, client_of):
    file = SimpleUploadedFile("coop.csv", csv_file([row("a1"), row("a2", day="hier"), row("a3", themes="Drones")]))
    page = worker.post(address("help_import"), {"file": file}, follow=True)
    text = words(page)
    assert "2 aides à reprendre, 1 ligne à corriger" in text
    assert "Écrivez une date, par exemple 24/11/2026." in text
    assert "Drones" in text
    tried = page.context["trial"]
    assert client_of("operator").get(address("help_import_detail", tried.pk)).status_code == 404
    assert records(network) == []
    assert "2 aides reprises de la Coop." in words(worker.post(address("help_import_apply", tried.pk), follow=True))
    assert len(records(network)) == 2
    again = words(worker.post(address("help_import_apply", tried.pk), follow=True))
    assert "il ne s’applique plus" in again
    dropped = words(worker.post(address("help_import_drop", tried.pk), follow=True))
    assert "n’est pas possible" in dropped


def test_a_file_that_is_none_says_why(today, worker):
    answer = worker.post(address("help_import"), {"file": SimpleUploadedFile("x.csv", b"a;b\n1;2\n")})
    assert "titres de colonnes de la Coop" in words(answer)
