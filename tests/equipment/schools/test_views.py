"""Pages of schools: the annuaire, its file tried out and applied, one school, closing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from equipment.models import School
from inclusion.core.models.networks import Network
from tests.builders import make_department, make_partner
from tests.equipment.builders import make_school, make_uai
from tests.pages import address, plain, words
from tests.setup_data import setup_data


@setup_data
def vendee(rows, network):
    """The network is in the département of the UAIs that the tests make."""
    Network.objects.filter(pk=network.pk).update(department=make_department("85", "Vendée", "de Vendée"))
    return rows


def text_of(answer) -> str:
    return plain(words(answer))


def upload(client, text: str | bytes):
    data = text if isinstance(text, bytes) else text.encode()
    brought = {"file": SimpleUploadedFile("colleges.csv", data)}
    return client.post(address("school_import"), brought, follow=True)


def file(*lines: str) -> str:
    return "\n".join(["uai;nom;commune;code_insee;effectif_2024", *lines])


def test_a_file_is_tried_then_applied(vendee, manager):
    known = vendee.school
    answer = upload(
        manager,
        file(
            f"{make_uai(801)};Collège Haxo;La Roche-sur-Yon;;300",
            f"{known.uai};Collège renommé;La Roche-sur-Yon;;400",
            "0850001A;Collège faux;;;",
            f"{make_uai(802)};Collège;Angers;49007;",
        ),
    )
    page = text_of(answer)
    assert "1 établissement à ajouter, 1 à modifier, 1 ligne à corriger" in page
    assert "0 établissement" not in page
    assert "sa lettre finale ne correspond pas" in page
    assert "est d’un autre département" in page
    assert "nom, élèves" in page
    assert vendee.made(School.objects.count) == 1
    apply = address("school_import_apply", answer.context["trial"].pk)
    assert "1 établissement ajouté, 1 modifié." in text_of(manager.post(apply, follow=True))
    assert vendee.made(lambda: School.objects.get(pk=known.pk).name) == "Collège renommé"
    assert "il ne s’applique plus" in text_of(manager.post(apply, follow=True))


def test_a_file_that_is_dropped_adds_nothing(vendee, manager):
    trial = upload(manager, file(f"{make_uai(801)};Collège Haxo;;;")).context["trial"]
    assert "rien n’en a été enregistré" in text_of(manager.post(address("school_import_drop", trial.pk), follow=True))
    assert "il ne s’applique plus" in text_of(manager.post(address("school_import_apply", trial.pk), follow=True))
    assert vendee.made(School.objects.count) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Ce fichier est vide"),
        (b"a;b\n1;2\n", "pas de colonne"),
        (b"\xd0\xcf\x11\xe0rest", "ancien format Excel"),
        (b"uai;nom\n" + b"x" * (2 * 1024 * 1024), "dépasse 2 Mo"),
    ],
)
def test_a_file_that_is_none_says_why(vendee, manager, data, sentence):
    assert sentence in text_of(upload(manager, data))


def test_a_model_to_fill_in(vendee, manager):
    csv = manager.get(address("school_import") + "?export=csv").content.decode("utf-8-sig")
    assert csv.startswith(("uai;nom", "uai,nom"))


@pytest.mark.parametrize(
    ("uai", "sentence"),
    [
        ("0850001A", "sa lettre finale ne correspond pas"),
        ("085", "7 chiffres suivis d’une lettre"),
        ("", "obligatoire"),
    ],
)
def test_a_false_uai_is_refused_and_what_was_typed_stays(rows, manager, uai, sentence):
    page = text_of(manager.post(address("school_add"), {"uai": uai, "name": "Collège Haxo"}))
    assert sentence in page
    assert 'value="Collège Haxo"' in page


def test_a_school_is_added_linked_and_closed(rows, manager, client_of, cast):
    partner = rows.made(lambda: make_partner("Collège Haxo", kind="school"))
    typed = {"uai": make_uai(801).lower(), "name": "Collège Haxo", "partner": partner.pk}
    manager.post(address("school_add"), typed)
    school = rows.made(lambda: School.objects.get(name="Collège Haxo"))
    assert (school.uai, school.partner_id) == (make_uai(801), partner.pk)
    edited = {"uai": school.uai, "name": "Collège Haxo", "is_pilot": "on"}
    page = text_of(manager.post(address("school_edit", school.pk), edited, follow=True))
    assert "Établissement pilote" in page
    page = text_of(manager.post(address("school_close", school.pk), {"on": "2026-08-31"}, follow=True))
    assert "Fermé" in page
    assert "depuis le 31 août 2026" in page
    page = text_of(manager.post(address("school_reopen", school.pk), follow=True))
    assert "est rouvert" in page
    page = text_of(manager.post(address("school_add"), {"uai": school.uai, "name": "Double"}))
    assert "porte déjà cet UAI" in page


def test_a_school_with_a_loan_does_not_close(rows, manager):
    rows.loan()
    page = text_of(manager.post(address("school_close", rows.school.pk), {"on": "2026-08-31"}))
    assert "Un prêt est en cours dans cet établissement" in page


def test_a_school_sees_itself_alone(rows, client_of):
    other = rows.made(make_school)
    school = client_of("school")
    assert "Voir leurs pseudonymes" in text_of(school.get(address("school_detail", rows.school.pk)))
    assert school.get(address("school_detail", other.pk)).status_code == 404
