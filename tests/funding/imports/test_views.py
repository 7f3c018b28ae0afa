"""Pages of files: bring one in, read what it would change, save it or drop it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.contributions.actions.receipts import record_receipt
from funding.imports.actions import BOUNDS, FUND_FILES, rows_of
from funding.imports.enums import ImportKind
from funding.imports.views import FUND_IMPORT
from funding.models import Receipt
from inclusion.core.enums import ImportState
from inclusion.core.imports.trials import apply_trial
from inclusion.core.models.documents import Document
from inclusion.core.models.imports import Trial
from inclusion.core.scope import scoped_to
from inclusion.core.web import exports
from tests.builders import AT, make_partner, make_user
from tests.funding.builders import make_contribution, make_fund, make_rule, receive
from tests.funding.import_builders import CONTRIBUTIONS, RECEIPTS, csv_of, tried
from tests.pages import plain
from tests.setup_data import setup_data

SLUG = "lot-et-garonne"
GOOD = ("", "CAF", "2026", "02/04/2026", "1 000,50", "VIR-1")
ABOVE = ("", "CAF", "2026", "03/04/2026", "20 000", "VIR-2")


@setup_data
def caf(network):
    """What the CAF promised: 10 000 €, two for one."""
    with scoped_to(network):
        by, fund = make_user(), make_fund()
        make_rule(fund, by=by)
        contribution = make_contribution(fund, make_partner("CAF"), "10000.00", by=by)
    contribution.by = by
    return contribution


def words(response):
    return plain(response.content.decode())


def address(name, row, **query):
    return reverse(name, args=[SLUG, row.pk], query=query)


def send(client, fund, data, *, kind="receipts", name="versements.csv", **how):
    upload = SimpleUploadedFile(name, data) if data is not None else ""
    return client.post(address("fund_import_new", fund), {"kind": kind, "file": upload}, **how)


def brought(caf, *rows, kind=RECEIPTS):
    with scoped_to(caf.network):
        return tried(caf.fund, kind, csv_of(kind, *rows), by=caf.by, name="versements.csv")


def counts(network):
    with scoped_to(network):
        return Trial.objects.count(), Document.objects.count(), Receipt.objects.count()


# -- Bringing in -------------------------------------------------------------------------------------------------------


def test_the_page_says_how_to_begin(caf, client_of):
    shown = words(client_of("coordinator").get(address("fund_import_new", caf.fund)))
    assert "Importer des contributions ou des versements par fichier" in shown
    assert "SIRET, Contributeur, Année, Date, Montant (€), Référence bancaire" in shown
    assert "Aucun fichier n’a encore été importé dans ce fonds." in shown


def test_a_file_is_tried_and_its_page_says_what_it_would_do(caf, client_of):
    response = send(client_of("coordinator"), caf.fund, csv_of(RECEIPTS, GOOD), follow=True)
    shown = words(response)
    with scoped_to(caf.network):
        kept = Trial.objects.get()
        assert response.redirect_chain == [(FUND_IMPORT.url(kept), 302)]
        assert kept.tried_by.email == "coordinator@exemple.example"
        assert not Receipt.objects.exists()
    assert "<h1>1 ligne sera ajoutée</h1>" in shown
    assert "Rien n’est encore enregistré." in shown
    assert "+1 000,50 €" in shown and "+2 001,00 €" in shown
    assert "Enregistrer cette ligne" in shown and "Abandonner ce fichier" in shown


def test_a_file_is_listed_afterwards(caf, client_of):
    brought(caf, GOOD)
    shown = words(client_of("coordinator").get(address("fund_import_new", caf.fund)))
    assert "versements.csv" in shown and "Essayé" in shown


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "obligatoire"),
        (b"", "Ce fichier est vide."),
        (b"\x89PNG\r\n\x1a\n\x00", "Ce fichier n’est pas un tableau"),
        (b"x" * (BOUNDS.max_bytes + 1), "Ce fichier dépasse 2 Mo"),
        (b"SIRET;Contributeur;Somme", "Cette colonne est inconnue : « Somme »."),
        (csv_of(CONTRIBUTIONS, ("", "CAF", "2026", "1", "01/01/2026", "", "")), "titres du fichier des contributions"),
    ],
)
def test_what_is_no_such_file_is_said_at_the_field_and_not_kept(caf, client_of, data, sentence):
    before = counts(caf.network)
    response = send(client_of("coordinator"), caf.fund, data, name="versements.xlsx")
    assert response.status_code == 200
    assert sentence in plain(" ".join(response.context["form"].errors["file"]))
    assert sentence in words(response)
    assert counts(caf.network) == before


def test_a_kind_that_is_none_is_said_at_the_field(caf, client_of):
    response = send(client_of("coordinator"), caf.fund, csv_of(RECEIPTS, GOOD), kind="dons")
    assert list(response.context["form"].errors) == ["kind"]


# -- Files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"), [("fund_contributions_file", CONTRIBUTIONS), ("fund_receipts_file", RECEIPTS)]
)
@pytest.mark.parametrize("fmt", exports.FORMATS)
def test_the_fund_s_rows_come_as_a_file_that_goes_back_in(caf, client_of, name, kind, fmt):
    with scoped_to(caf.network):
        receive(caf, "500.00", by=caf.by)
        rows = rows_of(caf.fund, kind)
    client = client_of("coordinator")
    response = client.get(address(name, caf.fund, export=fmt))
    assert response.headers["Content-Type"] == exports.FORMATS[fmt]
    assert f"{kind.label.lower()}-fonds-{caf.fund.pk}.{fmt}" in response.headers["Content-Disposition"]
    if fmt == "csv":
        assert response.content == exports.to_csv(rows)
    back = words(send(client, caf.fund, response.content, kind=kind.value, follow=True))
    assert "Ce fichier ne change rien : tout ce qu’il contient est déjà enregistré" in back
    assert "Enregistrer ces" not in back
    assert "Importer un autre fichier" in back


@pytest.mark.parametrize("kind", ImportKind)
def test_a_model_has_its_titles_alone(caf, client_of, kind):
    name = "fund_contributions_file" if kind == CONTRIBUTIONS else "fund_receipts_file"
    response = client_of("coordinator").get(address(name, caf.fund, export="csv", modele=1))
    with scoped_to(caf.network):
        assert response.content == exports.to_csv(rows_of(caf.fund, kind)[:1])
    assert f"modele-{kind.label.lower()}.csv" in response.headers["Content-Disposition"]


# -- Reading -----------------------------------------------------------------------------------------------------------


def test_faults_are_listed_and_nothing_can_be_saved(caf, client_of):
    kept = brought(caf, GOOD, ("", "Inconnu", "2026", "hier", "1", "VIR-2"))
    shown = words(client_of("coordinator").get(FUND_IMPORT.url(kept)))
    assert "<h1>1 ligne est à corriger : rien ne sera enregistré</h1>" in shown
    assert "Écrivez une date comme 24/11/2026" in shown
    assert "Aucun partenaire du réseau ne s’appelle « Inconnu »" in shown
    assert "Importer le fichier corrigé" in shown and "Enregistrer" not in shown.split("<main")[1]


def test_what_a_file_says_is_shown_as_text(caf, client_of):
    kept = brought(caf, ("", "<b>CAF</b>", "2026", "02/04/2026", "1", "VIR-2"))
    page = client_of("coordinator").get(FUND_IMPORT.url(kept)).content.decode()
    assert "<b>CAF</b>" not in page and "&lt;b&gt;CAF" in page


def test_the_page_costs_the_same_queries_however_many_lines(caf, client_of):
    client = client_of("coordinator")
    spent = []
    for count in (1, 3):
        rows = [("", "CAF", "2026", "02/04/2026", "1", f"V-{count}-{number}") for number in range(count)]
        kept = brought(caf, *rows)
        for page in (FUND_IMPORT.url(kept), address("fund_import_new", caf.fund)):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            spent.append(len(queries))
    assert spent[:2] == spent[2:]


def test_long_files_come_page_by_page(caf, client_of):
    rows = [("", "CAF", "2026", "02/04/2026", "x", f"V-{number}") for number in range(101)]
    kept = brought(caf, *rows)
    client = client_of("coordinator")
    assert "101 lignes sont à corriger" in words(client.get(FUND_IMPORT.url(kept)))
    last = client.get(FUND_IMPORT.url(kept), {"erreurs": "2"})
    assert [fault.row for fault in last.context["faults"]] == [102]


# -- Saving and dropping -----------------------------------------------------------------------------------------------


def test_saving_says_what_was_done_and_what_it_drew(caf, client_of):
    kept = brought(caf, GOOD)
    response = client_of("coordinator").post(address("fund_import_apply", kept), follow=True)
    shown = words(response)
    assert response.redirect_chain == [(FUND_IMPORT.url(kept), 302)]
    assert "C’est enregistré : 1 ligne est ajoutée." in shown
    assert "Pour le fonds, reçu des contributeurs : +1 000,50 €, effet levier : +2 001,00 €." in shown
    assert "<h1>1 ligne est ajoutée</h1>" in shown and "Appliqué" in shown
    with scoped_to(caf.network):
        assert Receipt.objects.get().amount == Decimal("1000.50")


def test_saving_twice_says_so(caf, client_of):
    kept = brought(caf, GOOD)
    client = client_of("coordinator")
    client.post(address("fund_import_apply", kept))
    again = words(client.post(address("fund_import_apply", kept), follow=True))
    assert "Ce fichier est à l’état « Appliqué » : il ne s’applique plus." in again
    assert counts(caf.network)[2] == 1


def test_lines_that_ask_wait_for_a_tick(caf, client_of):
    kept = brought(caf, GOOD, ABOVE)
    client = client_of("coordinator")
    shown = words(client.get(FUND_IMPORT.url(kept)))
    assert "1 ligne demande votre accord" in shown and "Oui, ce versement est exact" in shown
    refused = client.post(address("fund_import_apply", kept))
    assert refused.status_code == 200
    assert "cochez cette case" in plain(refused.context["form"].errors["confirmed"][0])
    assert counts(caf.network)[2] == 0
    done = client.post(address("fund_import_apply", kept), {"confirmed": "on"}, follow=True)
    assert "C’est enregistré : 2 lignes sont ajoutées." in words(done)


def test_a_fund_that_changed_meanwhile_shows_a_new_trial(caf, client_of):
    kept = brought(caf, GOOD)
    with scoped_to(caf.network):
        record_receipt(caf, amount=Decimal("1000.50"), bank_reference="VIR-1", on=date(2026, 4, 2), by=caf.by, at=AT)
    response = client_of("coordinator").post(address("fund_import_apply", kept), follow=True)
    shown = words(response)
    assert "Le fonds a changé depuis que ce fichier a été lu : rien n’est enregistré." in shown
    assert "Ce fichier ne change rien" in shown
    assert response.redirect_chain[-1][0] != FUND_IMPORT.url(kept)
    assert counts(caf.network) == (2, 1, 1)


def test_dropping_says_so(caf, client_of):
    kept = brought(caf, GOOD)
    client = client_of("coordinator")
    response = client.post(address("fund_import_drop", kept), follow=True)
    assert "Ce fichier est abandonné : rien n’en a été enregistré." in words(response)
    assert response.redirect_chain == [(address("fund_import_new", caf.fund), 302)]
    assert "Ce fichier est abandonné" in words(client.get(FUND_IMPORT.url(kept)))


def test_a_saved_file_cannot_be_dropped(caf, client_of):
    kept = brought(caf, GOOD)
    with scoped_to(caf.network):
        apply_trial(FUND_FILES, kept, confirmed=False, by=caf.by, at=AT)
    response = client_of("coordinator").post(address("fund_import_drop", kept), follow=True)
    assert "Cette étape n’est pas possible depuis l’état « Appliqué »" in words(response)
    with scoped_to(caf.network):
        assert Trial.objects.get().state == ImportState.APPLIED


@pytest.mark.parametrize("name", ["fund_import_apply", "fund_import_drop"])
def test_nothing_is_decided_by_a_link(caf, client_of, name):
    assert client_of("coordinator").get(address(name, brought(caf, GOOD))).status_code == 405
