"""Schools: added, changed, closed; the annuaire as a file and as a command; pupils by pseudonyms."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from equipment.loans.actions.offers import withdraw_request
from equipment.models import Pupil, School
from equipment.schools.actions import (
    KEPT,
    SCHOOLS,
    LooksLikeAName,
    add_pupil,
    add_school,
    change_pupil,
    change_school,
    close_school,
    due_to_be_forgotten,
    effects_of,
    forget_pupil,
    import_schools,
    reopen_school,
    try_schools,
)
from inclusion.core.enums import ImportState
from inclusion.core.errors import DomainError
from inclusion.core.imports.trials import apply_trial, try_file
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.boundaries import BESIDE
from tests.builders import AT, make_commune, make_department, make_user
from tests.equipment.builders import make_bank, make_loan, make_pupil, make_request, make_school, make_uai
from tests.pages import plain
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db
#: The real annuaire, where the machine that runs the tests has it: none ships with the project.
COLLEGES = BESIDE.parent / "schools" / "colleges_49_85.csv"
HEAD = "uai;nom;type;secteur;adresse;code_postal;commune;code_insee;effectif_2024;ulis;inconnue\n"


@setup_data(autouse=True)
def bank(scope):
    return make_bank()


def line(number, name="Collège des Pins", insee="85191", pupils="540"):
    return f"{make_uai(number)};{name};Collège;Public;1 rue;85000;La Roche-sur-Yon;{insee};{pupils};11;x\n"


def file(*lines):
    return (HEAD + "".join(lines)).encode()


def test_a_false_uai_is_refused_with_its_sentence(bank):
    with pytest.raises(ValidationError, match="lettre finale"):
        add_school(bank, uai="0850001A", name="Collège", by=None, at=AT)
    school = add_school(bank, uai=make_uai(901).lower(), name="Collège", by=None, at=AT)
    assert school.uai == make_uai(901)
    with pytest.raises(ValidationError, match="porte déjà cet UAI"):
        add_school(bank, uai=make_uai(901), name="Un autre", by=None, at=AT)
    with pytest.raises(ValidationError, match="lettre finale"):
        change_school(school, uai="0850001A", by=None, at=AT)


def test_a_school_with_a_loan_does_not_close(bank):
    loan = make_loan()
    with pytest.raises(DomainError, match="prêt est en cours"):
        close_school(loan.school, on=AT.date(), by=None, at=AT)
    with pytest.raises(DomainError, match="25 novembre 2026 est à venir") as refused:
        close_school(make_school(), on=AT.date() + timedelta(days=1), by=None, at=AT)
    assert refused.value.field == "on"
    school = close_school(make_school(), on=AT.date(), by=None, at=AT)
    assert school not in School.objects.open()
    assert reopen_school(school, by=None, at=AT) in School.objects.open()


def test_an_import_adds_then_updates_and_keeps_what_is_the_banks_own(bank):
    make_commune("85191", "La Roche-sur-Yon", ("85000",))
    data = file(line(801), line(802, "Collège Haxo"))
    effects = import_schools(bank, read=try_schools(data, department="85"), by=None, at=AT)
    assert [effect.is_new for effect in effects] == [True, True]
    school = School.objects.get(uai=make_uai(801))
    assert (school.pupils_count, school.ulis_count, school.commune_id) == (540, 11, "85191")
    change_school(school, is_pilot=True, by=None, at=AT)
    again = try_schools(file(line(801, pupils="555"), line(802, "Collège Haxo")), department="85")
    assert [effect.changes for effect in effects_of(again)] == [("pupils_count",), ()]
    import_schools(bank, read=again, by=None, at=AT)
    school.refresh_from_db()
    assert (school.pupils_count, school.is_pilot) == (555, True)
    imports = JournalEntry.objects.filter(verb="school.imported").count()
    import_schools(bank, read=again, by=None, at=AT)
    assert JournalEntry.objects.filter(verb="school.imported").count() == imports


@pytest.fixture
def in_vendee(vendee):
    with scoped_to(Network.objects.get(pk=vendee.pk)):
        yield


def tried(data):
    return try_file(SCHOOLS, data=data, by=make_user(), at=AT)


def test_a_file_is_tried_without_a_trace_applied_once_and_again_changes_nothing(in_vendee):
    data = file(line(801), line(802, "Collège Haxo"), "faux;Collège;;;;;;;;;\n", line(804, insee="49007"))
    trial = tried(data)
    report = SCHOOLS.report_of(trial)
    assert not School.objects.exists()
    assert (report.count, [one.row for one in report.refused]) == (2, [4])
    assert [(one.caption, len(one.rows)) for one in report.tables] == [
        ("Établissements à ajouter", 2),
        ("Lignes d’un autre département", 1),
    ]
    apply_trial(SCHOOLS, trial, by=None, at=AT)
    assert School.objects.count() == 2
    again = SCHOOLS.report_of(tried(data))
    assert (again.count, plain(again.headline())) == (0, "Rien à enregistrer, 1 ligne à corriger")
    assert "2 établissements de ce fichier sont déjà à jour." in plain(" ".join(again.lead))


def test_a_file_that_stops_half_way_writes_nothing_and_can_be_applied_anew(in_vendee, monkeypatch):
    trial = tried(file(line(801), line(802)))
    save = School.save

    def dies(school, *args, **kwargs):
        if School.objects.exists():
            raise KeyboardInterrupt
        save(school, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(School, "save", dies)
        with pytest.raises(KeyboardInterrupt):
            apply_trial(SCHOOLS, trial, by=None, at=AT)
    assert not School.objects.exists()
    assert apply_trial(SCHOOLS, trial, by=None, at=AT).state == ImportState.APPLIED
    assert School.objects.count() == 2


def test_a_column_that_the_file_has_not_stays_as_it_is(bank):
    school = make_school(pupils_count=300)
    read = try_schools(f"uai;nom\n{school.uai};Collège renommé\n".encode(), department="85")
    import_schools(bank, read=read, by=None, at=AT)
    school.refresh_from_db()
    assert (school.name, school.pupils_count, school.town) == ("Collège renommé", 300, "La Roche-sur-Yon")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "est vide"),
        (b"nom;commune\nA;B\n", "pas de colonne"),
        (b"uai;nom\n", "n’a que ses titres"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "pas"),
    ],
)
def test_what_is_no_annuaire_is_refused(data, sentence):
    with pytest.raises(DomainError) as refused:
        try_schools(data, department="85")
    assert sentence in str(refused.value)


# -- The command -------------------------------------------------------------------------------------------------------


@setup_data
def vendee(scope):
    department = make_department("85", "Vendée", "de Vendée")
    Network.objects.filter(pk=scope.pk).update(department=department)
    return scope


def run(path, *options):
    out = StringIO()
    call_command("import_schools", str(path), "--network", "lot-et-garonne", *options, stdout=out)
    return out.getvalue()


def test_the_command_tries_then_writes(vendee, tmp_path):
    path = tmp_path / "colleges.csv"
    path.write_bytes(file(line(801), "faux;Collège;;;;;;;;;\n", line(804, insee="49007")))
    tried = json.loads(run(path, "--dry-run", "--json"))
    assert not School.objects.exists()
    assert (tried["added"], len(tried["refused"]), len(tried["elsewhere"])) == (1, 1, 1)
    assert tried["refused"][0]["line"] == 3
    assert "inconnue" in tried["ignored_columns"]
    said = run(path)
    assert "1 ajoutés, 0 modifiés, 0 inchangés, 1 à corriger, 1 d’un autre département" in said
    assert "ligne 3 (faux Collège)" in said
    assert School.objects.count() == 1
    assert json.loads(run(path, "--json"))["unchanged"] == 1


def test_the_command_says_what_it_cannot_do(vendee, tmp_path):
    with pytest.raises(CommandError, match="ne se lit pas"):
        run(tmp_path / "rien.csv")
    with pytest.raises(CommandError, match="Aucun réseau"):
        call_command("import_schools", str(tmp_path), "--network", "ailleurs")


@pytest.mark.skipif(not COLLEGES.is_file(), reason="no annuaire here")
def test_the_real_annuaire_of_two_departements(vendee):
    report = json.loads(run(COLLEGES, "--json"))
    assert not report["refused"]
    assert report["added"] > 60
    assert report["added"] + len(report["elsewhere"]) == len(COLLEGES.read_text().splitlines()) - 1
    again = json.loads(run(COLLEGES, "--json"))
    assert (again["added"], again["changed"]) == (0, 0)
    assert again["unchanged"] == report["added"]


# -- Pupils ------------------------------------------------------------------------------------------------------------


def test_a_pseudonym_that_reads_like_a_name_is_asked_about():
    pupil = make_pupil(make_school(), "HERON-42")
    for typed in ("Lucas", "Jean Dupont"):
        with pytest.raises(LooksLikeAName, match="ressemble au nom"):
            change_pupil(pupil, pseudonym=typed, by=None, at=AT)
    assert change_pupil(pupil, pseudonym="Rose", is_no_name=True, by=None, at=AT).pseudonym == "Rose"
    # What was said to be no name is not asked about again.
    assert change_pupil(pupil, pseudonym="Rose", level="5e", by=None, at=AT).level == "5e"


def test_no_pseudonym_stays_in_the_journal():
    pupil = add_pupil(make_school(), pseudonym="HERON-42", by=None, at=AT)
    change_pupil(pupil, pseudonym="IRIS-43", by=None, at=AT)
    forget_pupil(pupil, by=None, at=AT)
    rows = JournalEntry.objects.filter(target_model="equipment.Pupil")
    assert rows.count() == 3
    assert not any("HERON" in f"{row.target_label}{row.details}" or "IRIS" in row.target_label for row in rows)
    with pytest.raises(DomainError, match="effacé"):
        change_pupil(Pupil.objects.get(pk=pupil.pk), pseudonym="SAULE-20", by=None, at=AT)


def test_one_pseudonym_names_one_pupil_of_a_school():
    school = make_school()
    make_pupil(school, "HERON-42")
    other = make_pupil(school, "IRIS-43")
    with pytest.raises(ValidationError, match="porte déjà ce pseudonyme"):
        change_pupil(other, pseudonym="HERON-42", by=None, at=AT)
    assert make_pupil(make_school(), "HERON-42").school != school


def test_a_school_and_a_pupil_stay_while_a_request_waits(bank):
    asked = make_request(situation="Lire seul les consignes.")
    with pytest.raises(DomainError, match="Une demande de cet établissement attend encore"):
        close_school(asked.school, on=AT.date(), by=None, at=AT)
    with pytest.raises(DomainError, match="Une demande attend encore pour cet élève"):
        forget_pupil(asked.pupil, by=None, at=AT)
    assert not due_to_be_forgotten(AT.date() + 5 * KEPT).exists()
    withdraw_request(asked, by=None, at=AT)
    assert due_to_be_forgotten(AT.date() + 5 * KEPT).get() == asked.pupil
    assert forget_pupil(asked.pupil, by=None, at=AT).pseudonym == ""
    asked.refresh_from_db()
    assert asked.situation == ""
    assert close_school(asked.school, on=AT.date(), by=None, at=AT).closed_on == AT.date()
