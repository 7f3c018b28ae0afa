"""Pages of the register: what each role reads by consent, what is refused, the own entry behind its link."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inclusion.core.imports.trials import apply_trial, try_file
from inclusion.core.models.imports import Trial
from inclusion.core.scope import scoped_to
from inclusion.mediators.actions.entries import add_place
from inclusion.mediators.actions.imports import HELPERS
from inclusion.mediators.enums import Audience
from inclusion.mediators.models import Helper, HelperMail, HelperPlace, HelperTraining
from inclusion.mediators.queries import link_of
from inclusion.mediators.views import own
from tests.builders import AT, make_commune, make_epci
from tests.funding.agreement_builders import tiny_pdf
from tests.inclusion.helper_builders import agree, make_helper, make_training
from tests.inclusion.pages import NONSENSE_QUERIES, csv_rows, page, table_names, url
from tests.inclusion.place_builders import make_place
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")

NOBODY, PARTNERS, PUBLIC = Audience.NOBODY, Audience.PARTNERS, Audience.PUBLIC
#: Secrets that are planted in each entry.
NAME, PHONE, MAIL = "Zéphirine", "05 36 49 77 77", "zephirine@secret.example"
GOOD = {"first_name": "Nora", "last_name": "Modèle", "status": "mediator"}


@setup_data
def helper(cast, network):
    """Somebody of the prescriber's organisation, trained, at a place."""
    with scoped_to(network):
        epci = make_epci()
        commune = make_commune(epci=epci)
        row = make_helper(
            cast["prescriber"].partner,
            first_name=NAME,
            phone=PHONE,
            email=MAIL,
            services=["Aide aux démarches administratives"],
            epcis=[epci],
        )
        add_place(row, place=make_place(commune=commune), hours="mardi matin", by=None, at=AT)
        make_training(row)
        return row


#: What is agreed to → what a partner and the public read of it: nothing, the function, the name, the contact.
TABLE = (
    ((NOBODY, NOBODY, False), "", ""),
    ((PARTNERS, NOBODY, False), "function", ""),
    ((PARTNERS, PARTNERS, False), "name", ""),
    ((PARTNERS, PARTNERS, True), "contact", ""),
    ((PUBLIC, NOBODY, False), "function", "function"),
    ((PUBLIC, PARTNERS, True), "contact", "function"),
    ((PUBLIC, PUBLIC, False), "name", "name"),
    ((PUBLIC, PUBLIC, True), "contact", "name"),
)
ROLES = {
    "coordinator": "contact",
    "prescriber": "contact",
    "operator": "",
    "training_place": "",
    "reader": "",
    "epci_referent": "",
    "evaluator": "",
    "hub": "",
}
FOUND = {"": set(), "function": set(), "name": {NAME}, "contact": {NAME, PHONE, MAIL}}


#: Who neither employs the person nor coordinates: they read alike.
OTHERS = [role for role, sees in ROLES.items() if not sees]


@pytest.mark.parametrize("number", range(len(TABLE)))
def test_each_role_reads_what_was_agreed_and_no_secret(network, helper, client_of, number):
    """All roles where nothing and where everything is agreed to; in between one of the others, each in its turn."""
    (found_by, named_for, shares), partner, public = TABLE[number]
    with scoped_to(network):
        agree(helper, found_by, named_for, shares_contact=shares)
        place = HelperPlace.objects.get().place
        epci = helper.territories.get().epci_id
    for role in ROLES if number in (0, len(TABLE) - 1) else [OTHERS[number - 1]]:
        client, sees = client_of(role), ROLES[role]
        answer = client.get(url("helper_detail", network, helper.pk))
        if not (sees or partner):
            assert answer.status_code == 404, role
        shown = page(answer) if answer.status_code == 200 else ""
        for address in (
            f"{url('helper_list', network)}?q={NAME}",
            f"{url('helper_list', network)}?export=csv",
            url("partner_detail", network, helper.partner_id),
            url("place_detail", network, place.pk),
            url("coverage_epci", network, epci),
        ):
            shown += client.get(address).content.decode().replace("\u00a0", " ")
        allowed = FOUND[sees or partner]
        for secret in (NAME, PHONE, MAIL):
            assert (secret in shown.replace(f'value="{NAME}"', "").replace(f"q={NAME}", "")) == (secret in allowed), (
                role,
                secret,
            )
    visitor = client_of("visitor")
    shown = page(visitor.get(url("guide_place", network, place.pk)))
    assert ("1 médiateur numérique" in shown) == bool(public)
    assert (NAME in shown) == (public == "name")
    assert PHONE not in shown
    assert MAIL not in shown


def test_a_member_of_another_network_finds_nothing(network, helper, other_network, client_of):
    with scoped_to(network):
        training, place = HelperTraining.objects.get(), HelperPlace.objects.get()
    for name, key in (
        ("helper_detail", helper.pk),
        ("helper_edit", helper.pk),
        ("helper_consent", helper.pk),
        ("helper_leave", helper.pk),
        ("helper_place_add", helper.pk),
        ("helper_training_add", helper.pk),
        ("helper_place_remove", place.pk),
        ("helper_training_remove", training.pk),
        ("helper_certificate", training.pk),
    ):
        assert client_of("stranger").get(url(name, other_network, key)).status_code == 404
        assert client_of("stranger").get(url(name, network, key)).status_code == 404
    link = url("helper_own", other_network, link_of(helper))
    assert client_of("visitor").get(link).status_code == 404


def test_the_list_is_narrowed_and_leaves_as_it_is_narrowed(network, helper, client_of):
    with scoped_to(network):
        make_helper(first_name="Autre", status="volunteer", confirmed_on=AT.date() - timedelta(days=500))
        epci = helper.territories.get().epci_id
    client, address = client_of("coordinator"), url("helper_list", network)
    for query, names in (
        ("", ["Autre Exemple", f"{NAME} Exemple"]),
        ("q=zephirine", [f"{NAME} Exemple"]),
        ("status=volunteer", ["Autre Exemple"]),
        ("service=Aide aux démarches administratives", [f"{NAME} Exemple"]),
        (f"epci={epci}", [f"{NAME} Exemple"]),
        (f"partner={helper.partner_id}", [f"{NAME} Exemple"]),
        ("formation=trained", [f"{NAME} Exemple"]),
        ("formation=untrained", ["Autre Exemple"]),
        ("state=stale", ["Autre Exemple"]),
        ("state=gone", []),
        ("state=hidden", ["Autre Exemple", f"{NAME} Exemple"]),
    ):
        assert table_names(client.get(f"{address}?{query}"), "name") == names, query
    rows = csv_rows(client.get(f"{address}?export=csv&q=zephirine"))
    assert rows[0][:4] == ["Nom", "Fonction", "Statut", "Structure"]
    assert len(rows) == 2
    assert "1 fiche d’aidant est à confirmer" in page(client.get(url("network_home", network)))


def test_no_address_of_the_list_breaks_it(network, helper, client_of):
    client, address = client_of("reader"), url("helper_list", network)
    for query in NONSENSE_QUERIES[1::3]:
        assert client.get(f"{address}?{query}").status_code == 200, query


def test_an_employer_opens_and_keeps_the_entries_of_its_own_people(network, cast, client_of):
    client = client_of("prescriber")
    answer = client.post(url("helper_add", network), GOOD)
    with scoped_to(network):
        row = Helper.objects.get()
    assert row.partner_id == cast["prescriber"].partner.pk
    assert "La fiche de Nora Modèle est ouverte" in page(client.get(answer.url))
    client.post(url("helper_edit", network, row.pk), {**GOOD, "job_title": "Animatrice"})
    assert "Animatrice" in page(client.get(answer.url))
    agreed = {"found_by": "public", "named_for": "public", "agreed": "on"}
    client.post(url("helper_consent", network, row.pk), agreed)
    client.post(url("helper_confirm", network, row.pk))
    assert "n’a pas d’adresse" in page(client.post(url("helper_link", network, row.pk), follow=True))
    client.post(url("helper_edit", network, row.pk), {**GOOD, "email": "nora@exemple.example"})
    client.post(url("helper_link", network, row.pk))
    with scoped_to(network):
        assert HelperMail.objects.get().kind == "link"
        assert Helper.objects.get().found_by == "public"
    gone = client.post(url("helper_leave", network, row.pk), {"last_day": "2026-11-20"}, follow=True)
    assert "Le départ est noté" in page(gone)
    assert client_of("operator").get(url("helper_detail", network, row.pk)).status_code == 404
    assert "Le retour est noté" in page(client.post(url("helper_return", network, row.pk), follow=True))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"last_name": ""}, "obligatoire"),
        ({"status": "roi"}, "choix valide"),
        ({"email": "nora"}, "adresse"),
        ({"services": ["Plomberie"]}, "choix valide"),
        ({"job_title": "2 55 08 14 168 025 38"}, "sécurité sociale"),
        ({"arrived_on": "hier"}, "Écrivez une date"),
        ({"arrived_on": "2099-12-31"}, "dans plus d’un an"),
        ({"phone": "abc"}, "numéro à dix chiffres"),
    ],
)
def test_what_is_wrong_is_said_and_no_entry_is_opened(network, client_of, fields, sentence):
    assert sentence in page(client_of("prescriber").post(url("helper_add", network), {**GOOD, **fields}))
    with scoped_to(network):
        assert not Helper.objects.exists()


def test_a_changed_entry_is_checked_like_a_new_one(network, helper, client_of):
    client, where = client_of("prescriber"), url("helper_edit", network, helper.pk)
    for fields, sentence in (({"phone": "abc"}, "dix chiffres"), ({"arrived_on": "2099-12-31"}, "plus d’un an")):
        assert sentence in page(client.post(where, {**GOOD, **fields})), fields
    assert "dix chiffres" in page(
        client_of("visitor").post(url("helper_own_edit", network, link_of(helper)), {"phone": "abc"})
    )
    client.post(where, {**GOOD, "phone": "05.36.49.10.21"})
    assert "05 36 49 10 21" in page(client.get(url("helper_detail", network, helper.pk)))
    assert "05 36 49 10 21" in str(csv_rows(client.get(url("helper_list", network) + "?export=csv")))


def test_a_form_that_is_sent_twice_opens_one_entry(network, client_of):
    client = client_of("prescriber")
    first, second = (client.post(url("helper_add", network), GOOD) for _ in range(2))
    assert first.url == second.url
    other = client.post(url("helper_add", network), {**GOOD, "job_title": "Animatrice"})
    assert other.url != first.url
    with scoped_to(network):
        assert Helper.objects.count() == 2


def test_who_may_be_reached_nowhere_is_said(network, helper, client_of):
    with scoped_to(network):
        agree(helper, PARTNERS, PARTNERS, shares_contact=True)
    client, where = client_of("prescriber"), url("helper_detail", network, helper.pk)
    own = url("helper_own", network, link_of(helper))
    assert "Ni courriel ni téléphone" not in page(client.get(where))
    with scoped_to(network):
        Helper.objects.filter(pk=helper.pk).update(email="", phone="")
    assert "Ni courriel ni téléphone" in page(client.get(where))
    assert "ne savent pas encore où vous joindre" in page(client_of("visitor").get(own))


def test_other_forms_say_what_is_wrong(network, helper, client_of):
    client = client_of("prescriber")
    for name, fields, sentence in (
        ("helper_consent", {"found_by": "public", "named_for": "public"}, "Sans l’accord de la personne"),
        ("helper_consent", {"found_by": "partners", "named_for": "public", "agreed": "on"}, "plus de monde"),
        ("helper_leave", {"last_day": "2027-01-01"}, "n’est pas encore venu"),
        ("helper_place_add", {"place": ""}, "obligatoire"),
        ("helper_training_add", {"title": "A", "hours": "0", "on": "2026-01-01"}, "demi-heure au moins"),
        ("helper_training_add", {"title": "A", "hours": "7", "on": "2027-01-01"}, "pas encore terminée"),
    ):
        assert sentence in page(client.post(url(name, network, helper.pk), fields)), (name, fields)


def test_somebody_of_the_same_name_is_said_while_typing(network, helper, client_of):
    asked = {"first_name": NAME.upper(), "last_name": "exemple"}
    client = client_of("prescriber")
    assert "peut-être déjà dans le registre" in page(client.get(url("helper_alike", network), asked))
    assert "déjà" not in page(client.get(url("helper_alike", network), {**asked, "first_name": "Autre"}))
    assert "déjà" not in page(client_of("operator").get(url("helper_alike", network), asked))


def test_a_training_and_its_certificate_are_for_who_keeps_the_entry(network, helper, client_of):
    client = client_of("prescriber")
    paper = SimpleUploadedFile("a.pdf", tiny_pdf(), "application/pdf")
    fields = {"title": "Pix", "hours": "3,5", "on": "2026-05-05", "file": paper}
    assert client.post(url("helper_training_add", network, helper.pk), fields).status_code == 302
    with scoped_to(network):
        training = HelperTraining.objects.get(title="Pix")
        agree(helper, PUBLIC, PUBLIC)
    assert client.get(url("helper_certificate", network, training.pk)).content == tiny_pdf()
    assert client_of("operator").get(url("helper_certificate", network, training.pk)).status_code == 404
    assert "Pix" not in page(client_of("operator").get(url("helper_detail", network, helper.pk)))
    shown = page(client.get(url("helper_trainings", network)))
    assert "1 personne sur 1 a suivi une formation" in shown
    assert "10,5 h" in shown
    assert "Retirer la formation" in page(client.get(url("helper_training_remove", network, training.pk)))
    client.post(url("helper_training_remove", network, training.pk))
    with scoped_to(network):
        assert helper.trainings.count() == 1


def test_the_own_link_confirms_corrects_and_withdraws(network, helper, client_of):
    with scoped_to(network):
        place = agree(helper, PUBLIC, PUBLIC).places.get().place
        Helper.objects.filter(pk=helper.pk).update(confirmed_on=AT.date() - timedelta(days=500))
    visitor, link = client_of("visitor"), link_of(helper)
    answer = visitor.get(url("helper_own", network, link))
    assert "Votre fiche est à confirmer" in page(answer)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert NAME not in page(visitor.get(url("guide_place", network, place.pk)))
    assert "Votre fiche est-elle juste" in page(visitor.get(url("helper_own_confirm", network, link)))
    assert "à jour" in page(visitor.post(url("helper_own_confirm", network, link), follow=True))
    assert NAME in page(visitor.get(url("guide_place", network, place.pk)))
    changed = {"services": ["Loisirs et créations numériques"], "job_title": "Animatrice", "last_name": "Autre"}
    visitor.post(url("helper_own_edit", network, link), changed)
    shown = page(visitor.get(url("helper_own", network, link)))
    assert "Loisirs et créations numériques" in shown
    assert f"{NAME} Exemple" in shown
    assert "Retirer mon accord" in shown
    visitor.post(url("helper_own_withdraw", network, link))
    assert NAME not in page(visitor.get(url("guide_place", network, place.pk)))
    shown = page(
        visitor.post(url("helper_own_consent", network, link), {"found_by": "partners", "named_for": "public"})
    )
    assert "plus de monde" in shown
    visitor.post(url("helper_own_consent", network, link), {"found_by": "partners", "named_for": "partners"})
    with scoped_to(network):
        row = Helper.objects.get(pk=helper.pk)
    assert (row.found_by, row.consent_source) == ("partners", "person")


def test_a_link_cannot_be_guessed_for_long(network, helper, client_of, monkeypatch):
    monkeypatch.setattr(own, "MAX_LOOKS", 3)
    visitor, link = client_of("visitor"), url("helper_own", network, link_of(helper))
    tries = [visitor.get(url("helper_own", network, f"1-1:{n}")).status_code for n in range(3)]
    assert tries == [404, 404, 404]
    assert visitor.get(link).status_code == 404


FILE = (
    "Prénom;Nom;Structure;Statut;Courriel;Services;EPCI;Formation;Heures;Date de la formation\n"
    "Awa;Essai;Organisme operator;Bénévole;awa@exemple.example;Loisirs et créations numériques;Val de Garonne;"
    "Pix;7;03/02/2026\n"
    f"{NAME};Exemple;Organisme prescriber;Bénévole;;;;;;\n"
    "Sans;Statut;Organisme operator;Roi;;;;;;\n"
    "Sans;Employeur;Inconnu;Bénévole;;;;;;\n"
)


def test_a_file_is_tried_then_written(network, helper, client_of):
    client = client_of("coordinator")
    upload = SimpleUploadedFile("aidants.csv", FILE.encode(), "text/csv")
    shown = page(client.post(url("helper_import", network), {"file": upload}, follow=True))
    for words in ("1 fiche à ouvrir, 1 à mettre à jour, 2 erreurs à corriger", "Ce statut n’existe pas", "Inconnu"):
        assert words in shown, words
    with scoped_to(network):
        assert Helper.objects.count() == 1
        trial = Trial.objects.get()
    done = client.post(url("helper_import_apply", network, trial.pk), follow=True)
    assert "1 fiche ouverte, 1 mise à jour." in page(done)
    with scoped_to(network):
        row = Helper.objects.get(first_name="Awa")
        assert (row.found_by, row.trainings.get().hours, row.territories.count()) == ("nobody", 7, 1)
        assert Helper.objects.get(pk=helper.pk).status == "volunteer"
        trial.refresh_from_db()
        assert trial.packed is None and NAME not in str(trial.report)
        brought = {"data": FILE.encode(), "by": trial.tried_by, "at": AT}
        again = apply_trial(HELPERS, try_file(HELPERS, **brought), by=trial.tried_by, at=AT)
        assert again.report["done"] == "0\u00a0fiche ouverte, 2\u00a0mises à jour"
        assert Helper.objects.count() == 2
        assert row.trainings.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "vide"),
        ("Nom;Prénom\nA;B\n", "Il manque à ce fichier"),
        ("Nom;Prénom;Employeur;Statut\n", "n’a que ses titres"),
    ],
)
def test_a_file_that_is_none_is_refused(network, client_of, content, sentence):
    upload = SimpleUploadedFile("a.csv", content.encode() or b" ", "text/csv")
    assert sentence in page(client_of("coordinator").post(url("helper_import", network), {"file": upload}))


def test_a_model_file_has_the_columns(network, client_of):
    rows = csv_rows(client_of("coordinator").get(f"{url('helper_import', network)}?export=csv"))
    assert rows[0][:5] == ["Nom", "Prénom", "Employeur", "SIRET", "Statut"]


def test_the_directory_says_who_helps_as_agreed(network, helper, client_of):
    address = url("directory_list", network)
    with scoped_to(network):
        agree(helper, PARTNERS)
    shown = page(client_of("operator").get(f"{address}?helper=mediator"))
    assert "Organisme prescriber" in shown
    assert "1 médiateur numérique" in shown
    assert NAME not in shown
    assert "Organisme prescriber" not in page(client_of("operator").get(f"{address}?helper=volunteer"))
    with scoped_to(network):
        agree(helper, NOBODY)
    assert "Organisme prescriber" not in page(client_of("operator").get(f"{address}?helper=mediator"))
