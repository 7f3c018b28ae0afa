"""Files of places: tried and taken in, who wins, what is one place, and nothing dropped or changed in silence."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from openpyxl import Workbook

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.states import TransitionRefused
from inclusion.guide.actions import imports
from inclusion.guide.actions.imports import new_source
from inclusion.guide.actions.reading import read_places
from inclusion.guide.enums import GuideFileKind, PlaceImportState, PlaceSourceKind
from inclusion.guide.models import GuideFile, Place, PlaceIdentifier, PlacePair
from inclusion.guide.queries import WRITERS
from inclusion.guide.rules.mapping import checked_mapping
from inclusion.guide.rules.standard import NAMES
from tests.builders import AT, make_commune
from tests.inclusion.place_builders import make_place, make_source

ROW = {
    "id": "lieu-1",
    "pivot": "21470157800013",
    "nom": "Espace de la gare",
    "commune": "Marmande",
    "code_postal": "47200",
    "code_insee": "47157",
    "adresse": "1 rue de la Gare",
    "latitude": "44.5",
    "longitude": "0.165",
    "telephone": "+33553640000",
    "horaires": "Mo-Fr 09:00-12:00",
    "date_maj": "2026-05-04",
    "services": "Aide aux démarches administratives",
}


@pytest.fixture(autouse=True)
def marmande(scope):
    make_commune()


def as_csv(*rows: dict[str, str]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def taken(data: bytes, source=None, **options) -> dict:
    source = source or make_source()
    tried = imports.try_import(data, "lieux.csv", source=source, by=None, at=AT, **options)
    return imports.apply_import(tried, by=None, at=AT).report


def counts(report: dict) -> tuple[int, int, int, int]:
    return report["created"], report["updated"], report["unchanged"], len(report["rejected"])


def test_a_trial_writes_nothing_and_says_what_would_be(scope):
    tried = imports.try_import(as_csv(ROW), "lieux.csv", source=make_source(), by=None, at=AT)
    assert counts(tried.report) == (1, 0, 0, 0)
    assert not Place.objects.exists()
    assert tried.state == PlaceImportState.TRIED


def test_what_is_taken_in_is_there_with_who_said_it(scope):
    source = make_source()
    assert counts(taken(as_csv(ROW), source)) == (1, 0, 0, 0)
    place = Place.objects.get()
    assert (place.standard_id, place.pivot, place.name) == ("lieu-1", ROW["pivot"], ROW["nom"])
    assert (place.latitude, place.services, place.commune_id) == (44.5, [ROW["services"]], "47157")
    assert place.provenance["horaires"] == {"source": source.pk, "on": "2026-05-04"}
    assert place.updated_on == date(2026, 5, 4)
    assert PlaceIdentifier.objects.get().external_id == "lieu-1"
    assert [line.verb for line in JournalEntry.objects.filter(verb__startswith="places.")].count("places.applied") == 1
    assert not GuideFile.objects.filter(stale_at=None).exists()


def test_taken_in_once_alone(scope):
    tried = imports.try_import(as_csv(ROW), "lieux.csv", source=make_source(), by=None, at=AT)
    imports.apply_import(tried, by=None, at=AT)
    with pytest.raises(TransitionRefused):
        imports.apply_import(tried, by=None, at=AT)
    with pytest.raises(TransitionRefused):
        imports.drop_import(tried, by=None, at=AT)


def test_the_same_file_again_changes_nothing(scope):
    source = make_source()
    taken(as_csv(ROW), source)
    assert counts(taken(as_csv(ROW), source)) == (0, 0, 1, 0)


def test_a_workbook_and_json_say_the_same(scope):
    source = make_source()
    taken(as_csv(ROW), source)
    book = Workbook()
    book.active.append(list(ROW))
    book.active.append([float(v) if k in ("latitude", "longitude") else v for k, v in ROW.items()])
    out = io.BytesIO()
    book.save(out)
    assert counts(taken(out.getvalue(), source)) == (0, 0, 1, 0)
    row = ROW | {"latitude": 44.5, "longitude": 0.165, "services": [ROW["services"]]}
    assert counts(taken(json.dumps([row]).encode(), source)) == (0, 0, 1, 0)
    assert counts(taken(json.dumps({"lieux": [row]}).encode(), source)) == (0, 0, 1, 0)


@pytest.mark.parametrize("encode", [lambda t: t.encode("cp1252"), lambda t: t.encode("utf-8-sig")])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(scope, encode, separator):
    text = separator.join(ROW) + "\r\n\r\n" + separator.join(f'"{one}"' for one in ROW.values()) + "\r\n"
    [row] = read_places(encode(text)).rows
    assert row.number == 3
    assert row.record == ROW


def test_fewer_cells_than_headers_and_more(scope):
    data = b"id,nom,commune,code_postal,adresse,date_maj,telephone\na,b,Marmande,47200,c,2026-05-04\n"
    assert counts(taken(data)) == (1, 0, 0, 0)
    more = b"id,nom,commune,code_postal,adresse,date_maj\na,b,Marmande,47200,c,2026-05-04,reste\n"
    assert "au-delà" in next(one["reason"] for one in taken(more)["remarks"] if one["before"] == "reste")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 \x00",
        b"[1, 2]",
        b"{",
        b"a,b\n1,2\n",
        b"id,nom,commune,code_postal,adresse,date_maj\n",
        b"[" * 5000,
    ],
)
def test_what_is_no_file_of_places_is_refused_in_french(scope, data):
    with pytest.raises(DomainError, match=r"[.]$"):
        taken(data)


def test_a_quote_that_never_closes_swallows_no_row(scope):
    data = as_csv(ROW) + b'lieu-2,,"Ouvert,Marmande,47200\nlieu-3,,Espace,Marmande,47200\n'
    with pytest.raises(DomainError, match=r"Ligne 3.*guillemet"):
        read_places(data)


def test_names_of_an_object_are_read_whatever_their_case(scope):
    other = {name.upper(): value for name, value in (ROW | {"id": "lieu-2"}).items()}
    file = read_places(json.dumps([ROW, other, ROW | {"NOM": "Autre"}]).encode())
    assert [row.record["nom"] for row in file.rows] == [ROW["nom"]] * 3
    assert [len(row.remarks) for row in file.rows] == [0, 0, 1]


def test_what_is_refused_has_its_row_and_its_reason(scope):
    report = taken(as_csv(ROW, ROW | {"id": "lieu-2", "adresse": ""}, ROW | {"nom": "Autre", "id": "lieu-1"}))
    assert counts(report) == (1, 0, 0, 2)
    assert [(one["row"], one["column"]) for one in report["rejected"]] == [(3, "adresse"), (4, "id")]


def test_a_code_that_cannot_be_read_is_not_elsewhere(scope):
    unread = ROW | {"id": "lieu-2", "code_postal": "F-47200", "code_insee": ""}
    (refused,) = taken(as_csv(ROW, unread))["rejected"]
    assert refused["reason"] == "Un code postal compte cinq chiffres."


def test_of_a_national_file_the_rows_of_elsewhere_are_refused(scope):
    away = ROW | {"id": "x", "commune": "Reims", "code_postal": "51100", "code_insee": "51454"}
    report = taken(as_csv(ROW, away))
    assert counts(report) == (1, 0, 0, 1)
    assert "Hors du département" in report["rejected"][0]["reason"]
    # A file of elsewhere alone was chosen so: taken, and reported.
    only = taken(as_csv(away))
    assert counts(only) == (1, 0, 0, 0)
    assert any("Hors du département" in one["reason"] for one in only["remarks"])


# -- Who wins ----------------------------------------------------------------------------------------------------------


def test_the_better_source_wins_and_the_other_fills(scope):
    first, second = make_source(rank=50), make_source(rank=60, name="Moins sûre")
    taken(as_csv(ROW), first)
    other = ROW | {"id": "autre", "telephone": "+33553649999", "courriels": "a@exemple.fr", "date_maj": "2026-06-01"}
    report = taken(as_csv(other), second)
    assert counts(report) == (0, 1, 0, 0)
    place = Place.objects.get()
    assert (place.phone, place.emails) == (ROW["telephone"], ["a@exemple.fr"])
    kept = next(one for one in report["remarks"] if one["column"] == "telephone")
    assert (kept["before"], kept["after"]) == ("+33553649999", ROW["telephone"])
    assert first.name in kept["reason"]
    assert place.provenance["courriels"]["source"] == second.pk
    assert counts(taken(as_csv(other), second)) == (0, 0, 1, 0)


def test_a_source_that_is_only_tried_says_no_more_than_it_will(scope):
    make_place(standard_id="lieu-1", name=ROW["nom"], town="Marmande", postal_code="47200", updated_on=date(2026, 1, 1))
    data = as_csv(ROW, ROW | {"id": "lieu-2", "telephone": "+33553640011", "date_maj": "2026-05-05"})
    tried = imports.report_on(data, source=new_source(name="Neuf"), at=AT)
    assert counts(tried) == counts(taken(data, make_source(name="Neuf")))


def test_of_one_source_the_later_day_wins(scope):
    source = make_source()
    taken(as_csv(ROW), source)
    later = ROW | {"telephone": "+33553649999", "date_maj": "2026-06-01"}
    assert counts(taken(as_csv(later), source)) == (0, 1, 0, 0)
    assert Place.objects.get().phone == "+33553649999"
    assert counts(taken(as_csv(ROW), source)) == (0, 0, 1, 0)
    assert Place.objects.get().updated_on == date(2026, 6, 1)


def test_what_the_same_source_no_longer_says_is_emptied_and_nothing_else(scope):
    source = make_source()
    taken(as_csv(ROW), source)
    Place.objects.update(summary="Dit par la coordination")
    taken(as_csv(ROW | {"telephone": "", "presentation_resume": "", "date_maj": "2026-06-01"}), source)
    place = Place.objects.get()
    assert (place.phone, place.summary) == ("", "Dit par la coordination")


def test_what_the_coordination_wrote_stays(scope):
    own = make_source(kind=PlaceSourceKind.NETWORK, rank=20, name="La coordination")
    place = make_place(standard_id="lieu-1", name=ROW["nom"], town="Marmande", postal_code="47200", address="Ailleurs")
    report = taken(as_csv(ROW))
    place.refresh_from_db()
    assert place.address == "Ailleurs"
    assert any(own.name in one["reason"] for one in report["remarks"])


def test_a_place_closed_for_good_stays_closed_and_as_it_is(scope):
    source = make_source()
    taken(as_csv(ROW), source)
    Place.objects.update(closed_on=AT.date())
    report = taken(as_csv(ROW | {"telephone": "+33553649999", "date_maj": "2026-06-01"}), source)
    assert counts(report) == (0, 0, 1, 0)
    assert "ne le rouvre pas" in report["remarks"][-1]["reason"]
    assert Place.objects.get().phone == ROW["telephone"]


# -- What is one place -------------------------------------------------------------------------------------------------


def test_one_place_under_two_identifiers_of_a_file(scope):
    source = make_source()
    twice = as_csv(ROW, ROW | {"id": "lieu-2"})
    report = taken(twice, source)
    assert counts(report) == (1, 0, 1, 0)
    assert [one["same"] for one in report["doubles"]] == [True]
    assert counts(taken(twice, source)) == (0, 0, 2, 0)


def test_two_places_at_one_address_are_two(scope):
    report = taken(as_csv(ROW, ROW | {"id": "lieu-2", "nom": "Médiathèque Albert-Camus"}))
    assert counts(report) == (2, 0, 0, 0)
    assert not PlacePair.objects.exists()


def test_what_looks_like_a_place_is_added_and_asked_about(scope):
    taken(as_csv(ROW))
    report = taken(as_csv(ROW | {"id": "z", "nom": "Espace numérique de la gare", "pivot": ""}))
    assert counts(report) == (1, 0, 0, 0)
    pair = PlacePair.objects.get()
    assert pair.first_id < pair.second_id
    assert [one["same"] for one in report["doubles"]] == [False]


def test_an_identifier_that_an_unlike_place_has_is_not_enough(scope):
    other = make_place(standard_id="lieu-1", name="Mairie d’Agen", postal_code="47000", pivot="21470001300012")
    report = taken(as_csv(ROW))
    assert counts(report) == (1, 0, 0, 0)
    assert Place.objects.exclude(pk=other.pk).get().standard_id.startswith("lieu-1-")


def test_an_identifier_that_two_sources_use_leads_each_back_to_its_own(scope):
    theirs = ROW | {"nom": "Mairie", "adresse": "2 place Clemenceau", "latitude": "44.51"}
    taken(as_csv(theirs), make_source(name="La mairie"))
    national = make_source(name="Le standard")
    taken(as_csv(ROW), national)
    before = list(Place.objects.order_by("pk").values("standard_id", "name", "address"))
    written = WRITERS[GuideFileKind.CSV](scope)
    assert counts(taken(written.data, national)) == (0, 0, 2, 0)
    assert list(Place.objects.order_by("pk").values("standard_id", "name", "address")) == before


# -- Round trip, size, mapping -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [GuideFileKind.CSV, GuideFileKind.JSON])
def test_what_goes_out_comes_in_with_no_difference(scope, kind):
    make_place(
        standard_id="complet",
        name="L’Espace « Numérique »",
        town="Marmande",
        postal_code="47200",
        insee_code="47157",
        detail='Deux lignes\net une virgule, un ; et un "guillemet"',
        websites=["https://exemple.fr/a;b", "https://b.exemple.fr"],
        typologies=["BIB", "RFS"],
        access_modes=["Ce lieu n'accueille pas de public"],
        labels=["Étapes numériques(La Poste)"],
        other_labels=["Un label ; deux"],
        itinerance=["Fixe"],
    )
    make_place(
        standard_id="nu", town="Marmande", postal_code="47200", insee_code="47157", latitude=None, longitude=None
    )
    before = list(Place.objects.order_by("pk").values())
    written = WRITERS[kind](scope)
    assert written.count == 2
    report = taken(written.data)
    assert (counts(report), report["remarks"]) == ((0, 0, 2, 0), [])
    assert list(Place.objects.order_by("pk").values()) == before


def test_a_mapping_names_the_columns_and_its_refusals_speak_of_them(scope):
    mapping = checked_mapping(
        {
            "date_format": "%Y%m%d",
            "columns": {
                "id": {"from": "Num", "prefix": "x_"},
                "nom": "Nom du lieu",
                "commune": {"value": "Marmande"},
                "code_postal": {"value": "47200"},
                "adresse": {"from": ["N°", "Voie"]},
                "date_maj": "Jour",
                "services": {"from": ["A", "B"], "terms": {"impots": "Aide aux démarches administratives"}},
            },
        }
    )
    data = "Num;Nom du lieu;N°;Voie;Jour;A;B;Z\n1;Un lieu;3;rue Haute;20260504;Impôts;vélo;z\n2;;3;rue Haute;hier;;;\n"
    report = taken(data.encode(), mapping=mapping)
    place = Place.objects.get()
    assert (place.standard_id, place.address) == ("x_1", "3 rue Haute")
    assert place.services == ["Aide aux démarches administratives"]
    assert report["ignored"] == ["Z"]
    assert report["rejected"][0]["column"] == "Nom du lieu"
    assert any(one["before"] == "vélo" for one in report["remarks"])


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"columns": {"nomm": "a"}},
        {"columns": {"nom": {}}},
        {"columns": {"nom": "a"}, "weekly_hours": {"lundi": "x"}},
        {"columns": {"nom": "a"}, "autre": 1},
        [],
    ],
)
def test_a_mapping_that_cannot_be_followed_is_refused_in_french(content):
    with pytest.raises(DomainError, match="Correspondance"):
        checked_mapping(content)


def test_many_rows_take_few_queries(scope, django_assert_max_num_queries):
    rows = [ROW | {"id": f"l{n}", "nom": f"Lieu {n}", "adresse": f"{n} rue Haute", "pivot": ""} for n in range(700)]
    source = make_source()
    with django_assert_max_num_queries(60):
        assert counts(taken(as_csv(*rows), source)) == (700, 0, 0, 0)
    later = [row | {"telephone": "+33553649999", "date_maj": "2026-06-01"} for row in rows]
    with django_assert_max_num_queries(60):
        assert counts(taken(as_csv(*later), source)) == (0, 700, 0, 0)


@pytest.mark.parametrize("written", ["", "hier", "09/0102023", (AT.date() + timedelta(days=1)).isoformat()])
def test_a_day_that_cannot_be_read_is_that_of_the_file(scope, written):
    report = taken(
        as_csv(ROW, ROW | {"id": "lieu-2", "nom": "Mairie", "adresse": "2 cours Victor-Hugo", "date_maj": written})
    )
    assert counts(report) == (2, 0, 0, 0)
    assert Place.objects.get(standard_id="lieu-2").updated_on.isoformat() == ROW["date_maj"]
    assert any("celle du fichier" in one["reason"] for one in report["remarks"])


def test_every_column_of_the_standard_can_be_said(scope):
    assert set(read_places(as_csv(dict.fromkeys(NAMES, "x"))).rows[0].record) == set(NAMES)
