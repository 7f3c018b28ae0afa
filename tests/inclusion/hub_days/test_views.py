"""The pages of hub days: a year, its days, what a hub gives, and all the départements of a hub."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inclusion.core.enums import PartnerKind
from inclusion.core.scope import scoped_to
from inclusion.hub_days.models import HubAllocation, HubDay
from tests.builders import AT, make_membership
from tests.equipment.family_aid.test_papers import words_of
from tests.funding.agreement_builders import tiny_pdf
from tests.inclusion.hub_days_builders import make_allocation, make_day, make_hub
from tests.inclusion.pages import NONSENSE_QUERIES, csv_rows, page, table_names, url, xlsx_rows
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")

GOOD = {"on": "2026-12-01", "half_days": "2,5", "use": "workshops", "title": "Atelier"}


@setup_data
def hub(cast, network):
    """The partner of the cast's hub, that gives twenty days in 2026."""
    with scoped_to(network):
        partner = cast["hub"].partner
        partner.kind = PartnerKind.HUB
        partner.save()
        return make_allocation(partner)


@setup_data
def days(network, hub):
    with scoped_to(network):
        return [
            make_day(hub, title="Feuille de route", on=date(2026, 3, 3), half_days=5, done=True),
            make_day(hub, title="COPIL", on=date(2026, 11, 3), half_days=1, use="governance", who="Référente"),
            make_day(hub, title="Diagnostic", on=date(2026, 12, 8), half_days=4, use="state_of_play"),
        ]


def test_the_page_says_what_is_left_and_on_what_it_was_spent(network, other_network, days, client_of):
    with scoped_to(other_network):
        make_day(title="Étranger")
    answer = client_of("reader").get(url("hub_day_list", network))
    assert table_names(answer, "title") == ["Feuille de route", "COPIL", "Diagnostic"]
    shown = page(answer)
    for words in (
        "Il reste 15 jours sur 20 en 2026",
        "2,5 jours",
        "0,5 jour prévu",
        # At the pace 5 × 365 ÷ 327 = 5.58, so 6 half days; with the 5 that are planned, 10.
        "Avec ce qui est prévu, 5 jours sur 20 seront faits au 31 décembre",
        "3 interventions",
    ):
        assert words in shown, words
    for words in ("Étranger", "Prévoir des jours", "Attribuer une année", "Éditer la fiche"):
        assert words not in shown


def test_who_notes_days_sees_what_has_passed(network, days, client_of):
    for role in ("hub", "coordinator"):
        shown = page(client_of(role).get(url("hub_day_list", network)))
        assert "Une intervention prévue est passée : a-t-elle eu lieu ?" in shown
        assert "Prévoir des jours" in shown
        assert "L’intervention" not in shown
        home = page(client_of(role).get(url("network_home", network)))
        assert "1 intervention du hub est passée : a-t-elle eu lieu ?" in home
        assert "sur 20 jours" in home
    assert ("Attribuer une année" in page(client_of("hub").get(url("hub_day_list", network)))) is False
    assert "a-t-elle eu lieu" not in page(client_of("reader").get(url("network_home", network)))


def test_another_year_and_a_year_without_days(network, hub, client_of):
    with scoped_to(network):
        before = make_allocation(hub.partner, year=2025, half_days=20)
        make_day(before, on=date(2025, 5, 6), half_days=20, done=True)
    client = client_of("hub")
    shown = page(client.get(f"{url('hub_day_list', network)}?annee=2025"))
    assert "10 jours sur 10 ont été faits en 2025" in shown
    assert "À ce rythme" not in shown
    assert "Il reste 20 jours sur 20 en 2026" in page(client.get(f"{url('hub_day_list', network)}?annee=1999"))


def test_a_network_without_a_hub_sees_how_to_begin_and_has_no_entry(network, client_of):
    client = client_of("coordinator")
    assert "Aucun jour n’est encore attribué." in page(client.get(url("hub_day_list", network)))
    assert url("hub_day_list", network) not in page(client.get(url("network_home", network)))
    assert "Aucun partenaire n’est un hub" in page(client.get(url("hub_allocation_add", network)))
    assert "Aucun jour n’est attribué à votre hub" in page(client_of("hub").get(url("hub_day_add", network)))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=referente", ["COPIL"]),
        ("use=state_of_play", ["Diagnostic"]),
        ("state=done", ["Feuille de route"]),
        ("sort=-on", ["Diagnostic", "COPIL", "Feuille de route"]),
    ],
)
def test_the_list_is_narrowed_and_leaves_as_it_is_narrowed(network, days, client_of, query, names):
    client, address = client_of("hub"), url("hub_day_list", network)
    assert table_names(client.get(f"{address}?{query}"), "title") == names
    for fmt, rows in (("csv", csv_rows), ("xlsx", xlsx_rows)):
        exported = rows(client.get(f"{address}?{query}&export={fmt}"))
        assert exported[0][:3] == ["Intitulé", "Le", "Jours"]
        assert [row[0] for row in exported[1:]] == names


def test_exports_hold_days_as_numbers(network, days, client_of):
    rows = xlsx_rows(client_of("hub").get(f"{url('hub_day_list', network)}?export=xlsx"))
    assert [row[2] for row in rows[1:]] == [2.5, 0.5, 2]


def test_no_address_of_the_list_breaks_it(network, days, client_of):
    client, address = client_of("hub"), url("hub_day_list", network)
    for query in (*NONSENSE_QUERIES[2::3], "annee=%D9%A1%D9%A9%D9%A5%D9%A8", "annee=0", "state=zz"):
        assert client.get(f"{address}?{query}").status_code == 200, query


def test_days_are_planned_put_right_and_noted(network, hub, client_of):
    client = client_of("hub")
    answer = client.post(url("hub_day_add", network), GOOD)
    with scoped_to(network):
        day = HubDay.objects.get()
    assert answer.url == url("hub_day_detail", network, day.pk)
    assert day.half_days == 5
    assert "2,5 jours sont prévus" in page(client.get(answer.url))
    client.post(url("hub_day_edit", network, day.pk), {**GOOD, "on": "2026-11-02", "title": "Atelier 2"})
    done = {
        "on": "2026-11-02",
        "half_days": "3",
        "note": "Douze personnes",
        "file": SimpleUploadedFile("e.pdf", tiny_pdf(), "application/pdf"),
    }
    assert client.post(url("hub_day_done", network, day.pk), done).status_code == 302
    shown = page(client.get(url("hub_day_detail", network, day.pk)))
    for words in (
        "Atelier 2",
        "Douze personnes",
        "e.pdf",
        "Ce n’est pas encore fait",
        "3 jours, lundi 2 novembre 2026",
    ):
        assert words in shown
    paper = client_of("reader").get(url("hub_day_evidence", network, day.pk))
    assert paper.content == tiny_pdf()
    client.post(url("hub_day_again", network, day.pk))
    assert "a-t-il eu lieu" in page(client.get(url("hub_day_detail", network, day.pk)))
    assert "Annuler «" in page(client.get(url("hub_day_cancel", network, day.pk)))
    client.post(url("hub_day_cancel", network, day.pk))
    assert "Le prévoir de nouveau" in page(client.get(url("hub_day_detail", network, day.pk)))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"half_days": "2,3"}, "par demi-journée"),
        ({"half_days": "-1"}, "une demi-journée au moins"),
        ({"half_days": "1e9"}, "30 jours au plus"),
        ({"half_days": "NaN"}, "par demi-journée"),
        ({"half_days": "deux"}, "par demi-journée"),
        ({"half_days": "21"}, "Il reste 20 jours sur les 20 jours"),
        ({"on": "2031-01-01"}, "encore attribué pour 2031"),
        ({"on": "1999-01-01"}, "entre 2015 et 2100"),
        ({"use": "roi"}, "Sélectionnez un choix valide"),
        ({"title": ""}, "obligatoire"),
        ({"meeting": "99999"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_planned(network, hub, client_of, fields, sentence):
    shown = page(client_of("hub").post(url("hub_day_add", network), {**GOOD, **fields}))
    assert sentence in shown
    with scoped_to(network):
        assert not HubDay.objects.exists()


def test_a_day_to_come_and_a_file_that_is_none_are_refused(network, hub, client_of):
    client = client_of("hub")
    with scoped_to(network):
        day = make_day(hub, on=date(2026, 12, 1))
    bad = {"on": "2026-12-01", "half_days": "1"}
    assert "n’est pas encore venu" in page(client.post(url("hub_day_done", network, day.pk), bad))
    paper = {"file": SimpleUploadedFile("e.pdf", b"PK", "application/pdf")}
    assert "n’est pas un PDF" in page(client.post(url("hub_day_evidence_add", network, day.pk), paper))


def test_a_hub_notes_its_own_days_alone(network, hub, client_of):
    with scoped_to(network):
        other = make_allocation(make_hub("Autre hub"))
        theirs = make_day(other, title="Leur atelier")
    client = client_of("hub")
    assert "Leur atelier" in page(client.get(url("hub_day_list", network)))
    assert "Annuler" not in page(client.get(url("hub_day_detail", network, theirs.pk)))
    for name in ("hub_day_edit", "hub_day_done", "hub_day_cancel", "hub_day_again", "hub_day_evidence_add"):
        assert client.post(url(name, network, theirs.pk), GOOD).status_code == 404
    assert client.post(url("hub_sheet_issue", network, other.pk)).status_code == 404
    client.post(url("hub_day_add", network), {**GOOD, "partner": other.partner_id})
    with scoped_to(network):
        assert HubDay.objects.latest("pk").allocation == hub
    # Who answers for the network chooses between the two.
    shown = page(client_of("coordinator").get(url("hub_day_add", network)))
    assert "Autre hub" in shown


def test_a_coordinator_allots_and_changes_a_year(network, hub, days, client_of):
    client = client_of("coordinator")
    assert 'value="20"' in page(client.get(url("hub_allocation_add", network)))
    answer = client.post(
        url("hub_allocation_add", network), {"partner": hub.partner_id, "year": "2027", "half_days": "12,5"}
    )
    assert answer.url == f"{url('hub_day_list', network)}?annee=2027"
    with scoped_to(network):
        assert HubAllocation.objects.get(year=2027).half_days == 25
    twice = client.post(
        url("hub_allocation_add", network), {"partner": hub.partner_id, "year": "2027", "half_days": "1"}
    )
    assert "déjà attribués pour cette année" in page(twice)
    low = client.post(url("hub_allocation_edit", network, hub.pk), {"half_days": "4"})
    assert "5 jours sont déjà faits ou prévus" in page(low)
    client.post(url("hub_allocation_edit", network, hub.pk), {"half_days": "6"})
    assert "Il reste 1 jour sur 6 en 2026" in page(client.get(url("hub_day_list", network)))


@pytest.mark.papers
def test_the_sheet_of_a_year_is_issued_kept_and_read(network, hub, days, client_of):
    client = client_of("hub")
    assert client.get(url("hub_sheet", network, hub.pk)).status_code == 404
    client.post(url("hub_sheet_issue", network, hub.pk))
    first = client_of("reader").get(url("hub_sheet", network, hub.pk)).content
    words = words_of(first)
    for said in ("2,5 jours sur 20 ont été faits", "Feuille de route", "Diagnostic", "08/12/2026", "Référente"):
        assert said in words
    with pikepdf.open(BytesIO(first)) as pdf:
        assert pdf.Root.MarkInfo.Marked
    with scoped_to(network):
        make_day(hub, title="Ajouté ensuite")
    assert client.get(url("hub_sheet", network, hub.pk)).content == first
    client.post(url("hub_sheet_issue", network, hub.pk))
    assert "Ajouté ensuite" in words_of(client.get(url("hub_sheet", network, hub.pk)).content)


def test_a_hub_sees_all_its_departements_and_no_other(network, other_network, hub, days, cast, client_of):
    with scoped_to(other_network):
        partner = make_hub("Hub du Sud, autre rive")
        make_membership(partner, roles=("hub",), user=cast["hub"].user)
        make_day(make_allocation(partner, half_days=20), title="Là-bas", on=date(2026, 12, 3))
        make_day(make_allocation(make_hub("Un autre hub")), title="Pas le nôtre")
    client = client_of("hub")
    shown = page(client.get(reverse("hub_home")))
    for words in ("en 2026, dans vos 2 départements", "Déclic 47", "MedNum 49", "Il reste 9 jours sur 10", "Là-bas"):
        assert words in shown
    assert "Pas le nôtre" not in shown
    rows = csv_rows(client.get(f"{reverse('hub_home')}?export=csv"))
    assert [(row[0], row[6]) for row in rows[1:]] == [
        ("Déclic 47", "Feuille de route"),
        ("Déclic 47", "COPIL"),
        ("Déclic 47", "Diagnostic"),
        ("MedNum 49", "Là-bas"),
    ]
    assert "Les voir ensemble" in page(client.get(url("network_home", network)))
    assert reverse("hub_home") in page(client.get(reverse("my_networks")))


def test_who_is_in_no_hub_sees_no_departement(network, days, client_of):
    assert "Vous n’êtes membre d’aucun hub" in page(client_of("coordinator").get(reverse("hub_home")))


def test_indicators_can_count_what_was_done(network, days):
    from inclusion.core.registry.measures import measures

    count = measures()["hub_half_days"].count
    assert str(count(network, date(2026, 1, 1), date(2027, 1, 1))) == "2.5"
    assert count(network, date(2026, 3, 4), date(2027, 1, 1)) == 0
    assert AT.year == 2026
