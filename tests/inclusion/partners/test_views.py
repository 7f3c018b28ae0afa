"""The pages of partners: who opens them, what they show, what they refuse, what leaves as a file."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Contact, Partner
from tests.access_table import is_refused
from tests.builders import AT, make_commune, make_epci, make_membership, make_partner, make_person
from tests.inclusion.pages import (
    NONSENSE,
    NONSENSE_QUERIES,
    csv_rows,
    one_field_at_a_time,
    page,
    queries,
    table_names,
    url,
    xlsx_rows,
)
from tests.setup_data import setup_data

SIRET = "73282932000074"
GOOD = {"name": "CCAS de Marmande", "kind": "ccas"}
EDITING = ["partner_edit", "partner_merge", "partner_contact_add"]


@setup_data
def caf(network):
    with scoped_to(network):
        partner = make_partner("Caisse d’allocations familiales", short_name="CAF", phone="05 36 49 00 47")
        Contact.objects.create(partner=partner, name="Léa Témoin", email="lea@exemple.example")
    return partner


@setup_data
def theirs(other_network):
    """A partner of the other network with a contact: what must not show."""
    with scoped_to(other_network):
        partner = make_partner("CAF étrangère", phone="05 36 49 99 99")
        Contact.objects.create(partner=partner, name="Contact étranger")
    return partner


# -- The list ----------------------------------------------------------------------------------------------------------


def test_the_list_shows_partners_of_this_network_that_were_not_merged(network, caf, theirs, client_of):
    with scoped_to(network):
        make_partner("CAF fusionnée", merged_into=caf)
        make_membership(caf)
    answer = client_of("reader").get(url("partner_list", network))
    names = table_names(answer, "name")
    assert "Caisse d’allocations familiales" in names
    assert not {"CAF étrangère", "CAF fusionnée"} & set(names)
    shown = page(answer)
    assert "étrangère" not in shown.lower()
    assert f"{len(names)} partenaires" in shown
    counts = dict(zip(names, table_names(answer, "members"), strict=True))
    assert counts["Caisse d’allocations familiales"] == "1"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=school", ["École Jean-Moulin"]),
        ("q=ecole", ["École Jean-Moulin"]),
        ("q=caf", ["Caisse d’allocations familiales"]),
        ("q=ecole&kind=ccas", []),
        ("epci=200000001", ["École Jean-Moulin"]),
        ("q=moulin&epci=200000001&kind=school", ["École Jean-Moulin"]),
    ],
)
def test_the_list_is_narrowed_and_leaves_as_it_is_narrowed(network, caf, theirs, client_of, query, names):
    with scoped_to(network):
        make_partner("École Jean-Moulin", kind="school", commune=make_commune(epci=make_epci()))
    client, address = client_of("reader"), url("partner_list", network)
    answer = client.get(f"{address}?{query}")
    assert table_names(answer, "name") == names
    assert ("Aucun résultat" in page(answer)) is (names == [])
    for fmt, rows in (("csv", csv_rows), ("xlsx", xlsx_rows)):
        exported = rows(client.get(f"{address}?{query}&export={fmt}"))
        assert exported[0] == ["Nom", "Type", "Commune", "SIRET", "Membres"]
        assert [row[0] for row in exported[1:]] == names


def test_files_hold_the_whole_list_and_nothing_that_runs(network, theirs, client_of, cast):
    with scoped_to(network):
        for name in ("=1+1", "+33", "-2", "@SUM(A1)", "a\x01b"):
            make_partner(name, siret="")
        make_partner("Avec SIRET", siret=SIRET, commune=make_commune())
    client, address = client_of("reader"), url("partner_list", network)
    listed = table_names(client.get(address), "name")
    for fmt, rows in (("csv", csv_rows), ("xlsx", xlsx_rows)):
        exported = rows(client.get(f"{address}?export={fmt}"))[1:]
        assert [row[0] for row in exported] == [
            f"'{name}" if name[0] in "=+-@" else name.replace("\x01", "") for name in listed
        ]
        with_siret = next(row for row in exported if row[0] == "Avec SIRET")
        assert [str(cell) for cell in with_siret] == [
            "Avec SIRET",
            "Opérateur de services publics",
            "Marmande",
            SIRET,
            "0",
        ]


@pytest.mark.parametrize("query", NONSENSE_QUERIES[2::3])
def test_no_address_of_the_list_breaks_it(network, caf, client_of, query):
    for name in ("partner_list",):
        assert client_of("reader").get(f"{url(name, network)}?{query}").status_code == 200


# -- One partner -------------------------------------------------------------------------------------------------------


def test_a_partner_shows_where_it_is_and_whom_to_reach(network, caf, theirs, client_of):
    with scoped_to(network):
        make_membership(caf, job_title="Chargée de mission")
        make_membership(caf, job_title="Ancien", ended_at=AT)
    shown = page(client_of("reader").get(url("partner_detail", network, caf.pk)))
    for word in ("Caisse d’allocations familiales", "05 36 49 00 47", "Léa Témoin", "Chargée de mission"):
        assert word in shown
    for word in ("Ancien", "étranger", "Modifier ce partenaire", "Fusionner avec un autre"):
        assert word not in shown
    assert "Modifier ce partenaire" in page(client_of("coordinator").get(url("partner_detail", network, caf.pk)))


def test_an_old_address_leads_to_the_partner_that_was_kept(network, caf, client_of):
    with scoped_to(network):
        gone = make_partner("CAF bis", merged_into=caf)
    answer = client_of("reader").get(url("partner_detail", network, gone.pk))
    assert (answer.status_code, answer.url) == (302, url("partner_detail", network, caf.pk))
    assert client_of("coordinator").get(url("partner_edit", network, gone.pk)).status_code == 404
    assert client_of("coordinator").get(url("partner_merge", network, gone.pk)).status_code == 404


def test_a_page_asks_as_much_for_three_members_and_contacts_as_for_one(network, caf, client_of):
    client, address = client_of("coordinator"), url("partner_detail", network, caf.pk)
    with scoped_to(network):
        make_membership(caf)
    one = queries(client, address)
    with scoped_to(network):
        for number in (1, 2):
            make_membership(caf)
            Contact.objects.create(partner=caf, name=f"Contact {number}")
    assert queries(client, address) == one


def test_html_in_a_name_is_text(network, client_of, cast):
    with scoped_to(network):
        partner = make_partner("<script>alert(1)</script>", address="<b>ici</b>")
    for name, args in (("partner_detail", [partner.pk]), ("partner_list", [])):
        raw = client_of("reader").get(url(name, network, *args)).content.decode()
        assert "<script>alert" not in raw
        assert "&lt;script&gt;alert" in raw


# -- Walls -------------------------------------------------------------------------------------------------------------


def test_a_contact_is_found_at_its_own_partner_alone(network, caf, theirs, coordinator):
    with scoped_to(network):
        other, contact = make_partner("Autre"), Contact.objects.get(partner=caf)
    with scoped_to(theirs.network):
        stranger = Contact.objects.get(partner=theirs)
    for partner_pk, contact_pk in ((other.pk, contact.pk), (caf.pk, stranger.pk), (theirs.pk, stranger.pk)):
        address = url("partner_contact_edit", network, partner_pk, contact_pk)
        assert coordinator.get(address).status_code == 404
        assert coordinator.post(address, {"remove": "1"}).status_code == 404
    with scoped_to(theirs.network):
        assert Contact.objects.filter(pk=stranger.pk).exists()


def test_only_a_coordinator_changes_partners(network, caf, cast, client_of):
    with scoped_to(network):
        contact, before = Contact.objects.get(partner=caf), Partner.objects.count()
    addresses = [url("partner_add", network), *(url(name, network, caf.pk) for name in EDITING)]
    addresses.append(url("partner_contact_edit", network, caf.pk, contact.pk))
    for role in cast.keys() - {"coordinator", "stranger"}:
        for address in addresses:
            assert is_refused(cast[role].user, address, "post"), (role, address)
    for role, status in (("reader", 403), ("stranger", 404)):
        for address in addresses:
            assert client_of(role).post(address, {**GOOD, "remove": "1"}).status_code == status, address
    with scoped_to(network):
        assert (Partner.objects.count(), Contact.objects.filter(pk=contact.pk).count()) == (before, 1)


# -- Adding and changing -----------------------------------------------------------------------------------------------


def test_a_coordinator_adds_a_partner(network, cast, coordinator):
    make_commune()
    data = {**GOOD, "siret": "732 829 320 00074", "commune": "47200 marmande", "website": "https://exemple.example"}
    answer = coordinator.post(url("partner_add", network), data, follow=True)
    assert "CCAS de Marmande fait partie du réseau." in page(answer)
    with scoped_to(network):
        partner = Partner.objects.get(siret=SIRET)
        assert (partner.commune_id, partner.kind) == ("47157", "ccas")
        assert JournalEntry.objects.get(verb="partner.added").by == cast["coordinator"].user


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Ce champ est obligatoire."),
        ({"kind": "roi"}, "Sélectionnez un choix valide"),
        ({"siret": "732 829"}, "Un SIRET compte 14 chiffres."),
        ({"siret": "73282932000075"}, "Ce SIRET contient une erreur"),
        ({"siret": SIRET}, "Déjà là porte déjà ce SIRET."),
        ({"commune": "Nulle-Part"}, "Aucune commune ne porte ce nom et ce code postal."),
        ({"commune": "0"}, "Aucune commune ne porte ce nom et ce code postal."),
        ({"email": "pas une adresse"}, "adresse"),
        ({"website": "javascript:alert(1)"}, "URL"),
        ({"phone": "0" * 21}, "20"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(network, caf, coordinator, fields, sentence):
    with scoped_to(network):
        make_partner("Déjà là", siret=SIRET)
        before = Partner.objects.count()
    typed = {**GOOD, "address": "Tour 3 & Cie", "phone": "05 36 49 11 11", **fields}
    for address in (url("partner_add", network), url("partner_edit", network, caf.pk)):
        answer = coordinator.post(address, typed)
        assert sentence in page(answer)
        form = answer.context["form"]
        assert not form.non_field_errors()
        assert {name: form[name].value() for name in typed} == typed
    with scoped_to(network):
        assert Partner.objects.count() == before
        assert Partner.objects.get(pk=caf.pk).name == "Caisse d’allocations familiales"
        assert not JournalEntry.objects.exists()


def test_a_partner_is_changed(network, caf, coordinator):
    address = url("partner_edit", network, caf.pk)
    shown = coordinator.get(address).context["form"]
    data = {name: shown[name].value() or "" for name in shown.fields} | {"short_name": "CAF 47"}
    answer = coordinator.post(address, data, follow=True)
    assert "Les changements sont enregistrés." in page(answer)
    with scoped_to(network):
        assert str(Partner.objects.get(pk=caf.pk)) == "CAF 47"
        assert JournalEntry.objects.get().details == {"fields": ["short_name"]}


def test_a_logo_is_kept_as_a_document_until_it_is_removed(network, caf, coordinator):
    address = url("partner_edit", network, caf.pk)
    data = {"name": "CAF", "kind": "operator"}
    answer = coordinator.post(address, data | {"new_logo": SimpleUploadedFile("logo.png", b"no picture")})
    assert "n’est pas une image PNG ou JPEG" in page(answer)
    out = io.BytesIO()
    Image.new("RGB", (40, 10)).save(out, "png")
    coordinator.post(address, data | {"new_logo": SimpleUploadedFile("logo.png", out.getvalue())})
    assert "imprimé sur les lettres" in page(coordinator.get(url("partner_detail", network, caf.pk)))
    with scoped_to(network):
        logo = Partner.objects.select_related("logo").get(pk=caf.pk).logo
        assert (logo.kind, logo.data) == ("partner_logo", out.getvalue())
    coordinator.post(address, data)
    with scoped_to(network):
        assert Partner.objects.get(pk=caf.pk).logo_id == logo.pk
    coordinator.post(address, data | {"remove_logo": "on"})
    with scoped_to(network):
        assert Partner.objects.get(pk=caf.pk).logo_id is None


def test_a_form_saved_as_it_was_shown_changes_nothing(network, coordinator, cast):
    with scoped_to(network):
        partner = make_partner("Mairie", siret=SIRET, commune=make_commune(), address="1 rue\nde la Paix")
    address = url("partner_edit", network, partner.pk)
    shown = coordinator.get(address).context["form"]
    coordinator.post(address, {name: shown[name].value() or "" for name in shown.fields})
    with scoped_to(network):
        assert Partner.objects.get(pk=partner.pk).commune_id == "47157"
        assert not JournalEntry.objects.exists()


def test_what_is_not_in_the_form_is_not_changed(network, caf, theirs, coordinator):
    coordinator.post(
        url("partner_edit", network, caf.pk),
        {**GOOD, "is_host": "on", "merged_into": str(caf.pk), "network": str(theirs.network_id)},
    )
    with scoped_to(network):
        changed = Partner.objects.get(pk=caf.pk)
    assert (changed.name, changed.is_host, changed.merged_into_id) == ("CCAS de Marmande", False, None)


@pytest.mark.thorough
def test_nonsense_never_breaks_a_form(network, caf, coordinator):
    with scoped_to(network):
        contact = Contact.objects.get(partner=caf)
    fields = ["name", "short_name", "kind", "siret", "address", "commune", "phone", "email", "website"]
    forms = [
        ("partner_add", [], fields),
        ("partner_edit", [caf.pk], []),  # the same form
        ("partner_merge", [caf.pk], ["kept"]),
        ("partner_contact_add", [caf.pk], ["name", "job_title", "email", "phone"]),
        ("partner_contact_edit", [caf.pk, contact.pk], []),
    ]
    for place, (name, args, names) in enumerate(forms):
        address = url(name, network, *args)
        for typed in NONSENSE if names else NONSENSE[place::5]:
            everywhere = dict.fromkeys([*fields, "kept", "job_title"], typed)
            assert coordinator.post(address, everywhere).status_code in (200, 302), (name, typed[:20])
        for field, typed in one_field_at_a_time(names):
            data = {**GOOD, field: typed}
            answer = coordinator.post(address, data, follow=True)
            assert answer.status_code == 200, (name, field, typed[:20])
    assert coordinator.get(url("partner_list", network)).status_code == 200
    assert coordinator.get(url("partner_list", network) + "?export=xlsx").status_code == 200
    assert coordinator.get(url("partner_detail", network, caf.pk), follow=True).status_code == 200


# -- Contacts ----------------------------------------------------------------------------------------------------------


def test_contacts_are_added_changed_and_removed(network, caf, coordinator):
    added = coordinator.post(
        url("partner_contact_add", network, caf.pk), {"name": "Alix Fictif", "phone": "05 36 49 22 22"}, follow=True
    )
    assert "Alix Fictif est ajouté aux contacts." in page(added)
    with scoped_to(network):
        contact = Contact.objects.get(name="Alix Fictif")
    address = url("partner_contact_edit", network, caf.pk, contact.pk)
    assert "Son nom et ses coordonnées sont effacés." in page(coordinator.get(address))
    wrong = coordinator.post(address, {"name": "", "email": "x"})
    assert "Ce champ est obligatoire." in page(wrong)
    assert wrong.context["form"]["email"].value() == "x"
    changed = coordinator.post(address, {"name": "Alix Modèle"}, follow=True)
    assert "Le contact est à jour." in page(changed)
    assert "Alix Modèle" in page(changed)
    removed = coordinator.post(address, {"remove": "1"}, follow=True)
    assert "Le contact est retiré." in page(removed)
    assert "Alix Modèle" not in page(coordinator.get(url("partner_detail", network, caf.pk)))
    assert coordinator.get(address).status_code == 404


# -- Merging -----------------------------------------------------------------------------------------------------------


def test_two_lines_become_one(network, caf, coordinator, cast):
    with scoped_to(network):
        gone = make_partner("CAF bis")
        person = make_person(gone, by=cast["coordinator"].user)
    address = url("partner_merge", network, gone.pk)
    assert "Fusionner « CAF bis » avec un autre partenaire" in page(coordinator.get(address))
    answer = coordinator.post(address, {"kept": caf.pk}, follow=True)
    assert "« CAF bis » est maintenant fusionné avec « Caisse d’allocations familiales »." in page(answer)
    assert answer.redirect_chain[-1][0] == url("partner_detail", network, caf.pk)
    with scoped_to(network):
        person.refresh_from_db()
        assert person.followed_by == caf
    assert coordinator.get(url("partner_detail", network, gone.pk)).url == url("partner_detail", network, caf.pk)


def test_a_merge_that_cannot_be_says_why(network, caf, theirs, coordinator):
    with scoped_to(network):
        host = Partner.objects.get(is_host=True)
    answer = coordinator.post(url("partner_merge", network, host.pk), {"kept": caf.pk})
    assert "Ce partenaire porte le réseau : gardez-le et fusionnez l’autre." in page(answer)
    assert answer.context["form"]["kept"].value() == str(caf.pk)
    for choice, sentence in (
        (theirs.pk, "Sélectionnez un choix valide"),
        (caf.pk, "Sélectionnez un choix valide"),
        ("", "Ce champ est obligatoire."),
    ):
        assert sentence in page(coordinator.post(url("partner_merge", network, caf.pk), {"kept": choice}))
    shown = page(coordinator.get(url("partner_merge", network, caf.pk)))
    assert "CAF étrangère" not in shown
    with scoped_to(network):
        assert not Partner.objects.exclude(merged_into=None).exists()


def test_the_pages_are_where_people_kept_them(network, caf):
    assert reverse("partner_list", args=[network.slug]) == "/lot-et-garonne/partenaires/"
    assert caf.get_absolute_url() == f"/lot-et-garonne/partenaires/{caf.pk}/"
