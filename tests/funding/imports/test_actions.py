"""Files are tried out without a trace and applied as a whole or not at all."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.pledges import pledge, withdraw_contribution
from funding.contributions.actions.receipts import record_receipt
from funding.contributions.enums import ContributionState
from funding.funds.actions import close_period
from funding.funds.invariants import prove
from funding.grants.actions import award_grant, record_grant_receipt
from funding.imports import actions as import_actions
from funding.imports.actions import FUND_FILES, rows_of
from funding.imports.enums import ImportKind
from funding.imports.rules import COLUMNS, Effect
from funding.models import Contribution, Receipt
from inclusion.core.enums import ImportState
from inclusion.core.errors import DomainError
from inclusion.core.imports.trials import apply_trial, drop_trial
from inclusion.core.models.documents import Document
from inclusion.core.models.history import JournalEntry, StateChange
from inclusion.core.models.imports import Trial
from inclusion.core.scope import scoped_to
from inclusion.core.web import exports
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner, make_user, own_details
from tests.examples import examples
from tests.funding.builders import make_action, make_contribution, make_fund, make_rule, receive
from tests.funding.import_builders import CONTRIBUTIONS, RECEIPTS, csv_of, faults, report_of, tried, workbook_of
from tests.pages import plain
from tests.setup_data import setup_data

CAF_SIRET, ORANGE_SIRET = "78288143700019", "78212133900017"
#: All that a fund's history is made of: every table of funding but the files themselves.
HISTORY = [*apps.get_app_config("funding").get_models(), StateChange]


@dataclass
class Given:
    """A fund, two for one: CAF promises 10 000 and gave 4 000, Orange promises 5 000, CPAM is a member at 0 €."""

    fund: Any
    by: Any
    caf: Any
    orange: Any
    cpam: Any
    contributions: list


@setup_data
def funded(scope):
    by, fund = make_user(), make_fund()
    make_rule(fund, by=by)
    caf = make_partner("Caisse d’allocations familiales", short_name="CAF", siret=CAF_SIRET)
    orange, cpam = make_partner("Orange"), make_partner("CPAM")
    contributions = [
        make_contribution(fund, partner, amount, by=by)
        for partner, amount in ((caf, "10000.00"), (orange, "5000.00"), (cpam, "0.00"))
    ]
    receive(contributions[0], "4000.00", by=by, bank_reference="VIR-CAF-1")
    return Given(fund, by, caf, orange, cpam, contributions)


def apply(brought, given, *, confirmed=False, at=AT):
    return apply_trial(FUND_FILES, brought, confirmed=confirmed, by=given.by, at=at)


def attempt(given, kind, *rows):
    return tried(given.fund, kind, csv_of(kind, *rows), by=given.by)


def everything():
    """The history, row by row."""
    return {model: list(model.objects.order_by("pk").values()) for model in HISTORY}


def refused(brought, given, **how):
    before = everything()
    with pytest.raises(DomainError) as found:
        apply(brought, given, **how)
    assert everything() == before
    return found.value


# -- Exports read back -------------------------------------------------------------------------------------------------


def written(fund, kind, fmt):
    rows = rows_of(fund, kind)
    return exports.to_csv(rows) if fmt == "csv" else exports.to_xlsx(rows, title="Fonds")


@pytest.mark.parametrize("fmt", exports.FORMATS)
@pytest.mark.parametrize("kind", ImportKind)
def test_what_goes_out_and_comes_in_changes_nothing(funded, kind, fmt):
    call_for_funds(funded.contributions[1], due_on=date(2026, 12, 31), on=date(2026, 11, 24), by=funded.by, at=AT)
    withdraw_contribution(funded.contributions[2], by=funded.by, at=AT)
    brought = tried(funded.fund, kind, written(funded.fund, kind, fmt), by=funded.by)
    report = report_of(brought)
    assert faults(brought) == []
    assert {line.effect for line in report.lines} == {Effect.UNCHANGED}
    assert len(report.lines) == (3 if kind == CONTRIBUTIONS else 1)
    assert all(total.change == 0 for total in report.totals)
    assert "ne change rien" in str(refused(brought, funded))


odd_names = st.text(alphabet="=+-@'\"éÀœ&<;, aB1", min_size=1, max_size=20).filter(
    lambda name: name.strip() and not name.isspace()
)


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(
            odd_names,
            st.decimals(min_value="0.01", max_value="99999.99", places=2),
            st.decimals(min_value="0.01", max_value="99999.99", places=2),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda one: " ".join(one[0].split()),
    )
)
def test_out_and_in_is_nothing_whatever_names_and_amounts_are(scope, members):
    by = make_user()
    fund = make_fund(f"Fonds {Partner.objects.count()}")
    marked = str(Partner.objects.count())  # names stay one partner's own from one example to the next
    for number, (name, promised, received) in enumerate(members):
        partner = make_partner(f"{name}{marked}")
        contribution = make_contribution(fund, partner, str(promised), by=by)
        receive(contribution, str(received), by=by, bank_reference=f"{name}/{marked}/{number}")
    for kind in ImportKind:
        for fmt in exports.FORMATS:
            brought = tried(fund, kind, written(fund, kind, fmt), by=by)
            assert faults(brought) == []
            assert {line.effect for line in report_of(brought).lines} == {Effect.UNCHANGED}


# -- Trials ------------------------------------------------------------------------------------------------------------


def test_trying_out_leaves_its_own_row_alone(funded):
    before = everything()
    journal, documents = JournalEntry.objects.count(), Document.objects.count()
    brought = attempt(
        funded,
        RECEIPTS,
        (CAF_SIRET, "", "2026", "01/04/2026", "6 000", "VIR-CAF-2"),
        ("", "orange", "2026", "02/04/2026", "5 000,00 €", "VIR-O-1"),
    )
    assert everything() == before
    assert Trial.objects.count() == 1 and Document.objects.count() == documents + 1
    assert list(JournalEntry.objects.order_by("pk").values_list("verb", "target_label")[journal:]) == [
        ("document.stored", "fichier.csv"),
        ("import.tried", "Versements"),
    ]
    assert brought.state == ImportState.TRIED and brought.decided_at is None


def test_the_report_says_what_would_be(funded):
    brought = attempt(
        funded,
        RECEIPTS,
        ("", "Orange", "2026", "02/04/2026", "5 000,00 €", "VIR-O-1"),
        ("", "CAF", "2026", "02/03/2026", "4000", "VIR-CAF-1"),
        ("", "CAF", "2026", "03/04/2026", "-1000", "VIR-CAF-R"),
    )
    report = report_of(brought)
    assert [(line.number, line.who, line.effect, line.before, line.after) for line in report.lines] == [
        (2, "Orange", Effect.CREATED, None, Decimal("5000.00")),
        (3, "CAF", Effect.UNCHANGED, Decimal("4000.00"), Decimal("4000.00")),
        (4, "CAF", Effect.CREATED, None, Decimal("-1000.00")),
    ]
    # 4 000 + 5 000 − 1 000 = 8 000 received, which draws twice that.
    assert [(one.label, one.before, one.after) for one in report.totals] == [
        ("Promis, sans ce qui est retiré ou rendu", Decimal("15000.00"), Decimal("15000.00")),
        ("Reçu des contributeurs", Decimal("4000.00"), Decimal("8000.00")),
        ("Effet levier", Decimal("8000.00"), Decimal("16000.00")),
    ]
    assert (report.lines[0].on, report.lines[0].reference) == ("02/04/2026", "VIR-O-1")


def test_contributions_are_added_changed_and_left(funded):
    brought = attempt(
        funded,
        CONTRIBUTIONS,
        (CAF_SIRET, "CAF", "2026", "12 000,00", "01/01/2026", "Reçu", "4000,00"),
        ("", "Orange", "2026", "5000", "", "", ""),
        ("", "Orange", "2027", "6000", "10/11/2026", "Promis", "0,00"),
    )
    lines = report_of(brought).lines
    assert [(line.effect, line.before, line.after) for line in lines] == [
        (Effect.CHANGED, Decimal("10000.00"), Decimal("12000.00")),
        (Effect.UNCHANGED, Decimal("5000.00"), Decimal("5000.00")),
        (Effect.CREATED, None, Decimal("6000.00")),
    ]
    assert report_of(brought).totals[0].change == Decimal("8000.00")
    applied = apply(brought, funded)
    assert applied.state == ImportState.APPLIED and applied.decided_by == funded.by
    promised = Contribution.objects.filter(fund=funded.fund).values_list("partner__name", "year", "pledged")
    assert set(promised) == {
        (funded.caf.name, 2026, Decimal("12000.00")),
        ("Orange", 2026, Decimal("5000.00")),
        ("Orange", 2027, Decimal("6000.00")),
        ("CPAM", 2026, Decimal("0.00")),
    }
    assert Contribution.objects.get(year=2027).pledged_on == date(2026, 11, 10)


# -- Application -------------------------------------------------------------------------------------------------------


def test_applying_does_what_was_shown_and_keeps_the_journal(funded):
    brought = attempt(
        funded,
        RECEIPTS,
        ("", "CAF", "2026", "01/04/2026", "6000", "VIR-CAF-2"),
        ("", "Orange", "2026", "02/04/2026", "5000", "VIR-O-1"),
    )
    applied = apply(brought, funded)
    assert applied.pk == brought.pk and applied.report == brought.report
    assert set(Receipt.objects.values_list("bank_reference", "amount", "received_on")) == {
        ("VIR-CAF-1", Decimal("4000.00"), date(2026, 3, 2)),
        ("VIR-CAF-2", Decimal("6000.00"), date(2026, 4, 1)),
        ("VIR-O-1", Decimal("5000.00"), date(2026, 4, 2)),
    }
    entry = JournalEntry.objects.get(verb="import.applied")
    assert own_details(entry) == {"created": 2, "changed": 0, "unchanged": 0, "wrong": 0}
    assert JournalEntry.objects.filter(verb="receipt.recorded").count() == 3
    assert all(not result.violations for result in prove(funded.fund.network))


def test_lines_may_stand_in_any_order(funded):
    """A refund above its receipt in the file, a day after it in time."""
    brought = attempt(
        funded,
        RECEIPTS,
        ("", "Orange", "2026", "03/04/2026", "-5000", "VIR-O-R"),
        ("", "Orange", "2026", "02/04/2026", "5000", "VIR-O-1"),
    )
    assert faults(brought) == []
    apply(brought, funded)
    assert Contribution.objects.get(partner=funded.orange).state == ContributionState.REFUNDED


def test_the_same_file_twice_changes_nothing(funded):
    rows = (("", "Orange", "2026", "02/04/2026", "5000", "VIR-O-1"),)
    apply(attempt(funded, RECEIPTS, *rows), funded)
    again = attempt(funded, RECEIPTS, *rows)
    assert [line.effect for line in report_of(again).lines] == [Effect.UNCHANGED]
    assert "ne change rien" in str(refused(again, funded))


def test_an_applied_file_is_not_applied_again(funded):
    brought = attempt(funded, RECEIPTS, ("", "Orange", "2026", "02/04/2026", "5000", "VIR-O-1"))
    apply(brought, funded)
    assert "« Appliqué » : il ne s’applique plus" in plain(str(refused(brought, funded)))
    with pytest.raises(DomainError):
        drop_trial(FUND_FILES, brought, by=funded.by, at=AT)


def test_a_dropped_file_is_not_applied(funded):
    brought = attempt(funded, RECEIPTS, ("", "Orange", "2026", "02/04/2026", "5000", "VIR-O-1"))
    assert drop_trial(FUND_FILES, brought, by=funded.by, at=AT).state == ImportState.DROPPED
    assert JournalEntry.objects.filter(verb="import.dropped").count() == 1
    assert "« Abandonné »" in plain(str(refused(brought, funded)))


def test_one_wrong_line_among_200_writes_nothing(funded):
    for number in range(200):
        make_partner(f"Commune {number}")
    rows = [
        ("", f"Commune {number}", "2026", "10" if number != 117 else "dix", "02/04/2026", "", "")
        for number in range(200)
    ]
    before = everything()
    brought = attempt(funded, CONTRIBUTIONS, *rows)
    assert [(number, column) for number, column, _ in faults(brought)] == [(119, "Promis (€)")]
    assert len(report_of(brought).having(Effect.CREATED)) == 199
    assert "Des lignes sont à corriger" in str(refused(brought, funded))
    assert everything() == before


def test_a_receipt_recorded_by_hand_meanwhile_is_seen(funded):
    brought = attempt(
        funded,
        RECEIPTS,
        ("", "Orange", "2026", "02/04/2026", "3000", "VIR-O-1"),
        ("", "Orange", "2026", "03/04/2026", "2000", "VIR-O-2"),
    )
    record_receipt(
        funded.contributions[1],
        amount=Decimal("3000.00"),
        bank_reference="VIR-O-1",
        on=date(2026, 4, 2),
        by=funded.by,
        at=AT,
    )
    before = everything()
    again = apply(brought, funded, at=AT + timedelta(hours=1))
    after = everything()
    moved = after.pop(StateChange)
    assert after == {model: rows for model, rows in before.items() if model != StateChange}
    assert [one["to_state"] for one in moved[len(before[StateChange]) :]] == [ImportState.DROPPED]
    assert again.pk != brought.pk and again.state == ImportState.TRIED
    assert again.document_id == brought.document_id
    assert [line.effect for line in report_of(again).lines] == [Effect.UNCHANGED, Effect.CREATED]
    apply(again, funded)
    assert Receipt.objects.filter(contribution__partner=funded.orange).count() == 2


def test_whatever_else_changed_meanwhile_is_shown_first(funded):
    """Another contributor's receipt moves the totals: what is applied is what was read."""
    brought = attempt(funded, RECEIPTS, ("", "Orange", "2026", "02/04/2026", "3000", "VIR-O-1"))
    receive(funded.contributions[0], "1.00", by=funded.by)
    again = apply(brought, funded)
    assert again.state == ImportState.TRIED
    assert [one.before for one in report_of(again).totals][1] == Decimal("4001.00")


# -- Lines to confirm --------------------------------------------------------------------------------------------------


def test_a_receipt_above_its_promise_asks(funded):
    brought = attempt(
        funded,
        RECEIPTS,
        ("", "Orange", "2026", "02/04/2026", "5000", "VIR-O-1"),
        ("", "Orange", "2026", "03/04/2026", "0,50", "VIR-O-2"),
    )
    first, second = report_of(brought).lines
    assert first.effect == Effect.CREATED
    assert second.effect == Effect.ASKS
    assert [plain(one) for one in second.asks] == [
        "Ce versement dépasse de 0,50 € ce qui est appelé, ou promis si rien n’est appelé."
    ]
    error = refused(brought, funded)
    assert error.field == "confirmed" and "cochez cette case" in str(error)
    assert apply(brought, funded, confirmed=True).state == ImportState.APPLIED
    assert Receipt.objects.filter(contribution__partner=funded.orange).count() == 2


def test_the_same_amount_on_the_same_day_under_another_reference_asks(funded):
    """What a spreadsheet makes of a reference: its zeros lost, « 0042 » is « 42 »."""
    brought = attempt(funded, RECEIPTS, ("", "CAF", "2026", "02/03/2026", "4000", "CAF-1"))
    (line,) = report_of(brought).lines
    assert line.effect == Effect.ASKS
    assert "déjà enregistré sous la référence « VIR-CAF-1 »" in plain(line.asks[0])


# -- Errors by line ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (
            ("", "Inconnu", "2026", "02/04/2026", "1", "A"),
            "Contributeur",
            "Aucun partenaire du réseau ne s’appelle « Inconnu » : corrigez le nom, ou ajoutez d’abord ce "
            "partenaire au réseau.",
        ),
        (
            (ORANGE_SIRET, "", "2026", "02/04/2026", "1", "A"),
            "SIRET",
            f"Aucun partenaire du réseau ne porte le SIRET {ORANGE_SIRET} : corrigez-le, ou ajoutez d’abord ce "
            "partenaire au réseau.",
        ),
        (
            (CAF_SIRET, "Orange", "2026", "02/04/2026", "1", "A"),
            "Contributeur",
            f"Le SIRET {CAF_SIRET} est celui de « Caisse d’allocations familiales » : corrigez l’un des deux, ou "
            "videz une case.",
        ),
        (
            ("", "Orange", "2027", "02/04/2026", "1", "A"),
            "Année",
            "Orange n’a pas de contribution à ce fonds pour 2027 : notez d’abord sa promesse, ou importez le "
            "fichier des contributions.",
        ),
        (
            ("", "Orange", "2026", "02/04/2025", "1", "A"),
            "Date",
            "Le 2 avril 2025 est hors de la période du fonds « Fonds d’inclusion numérique », du 1er janvier 2026 "
            "au 31 décembre 2028.",
        ),
        (
            ("", "Orange", "2026", "02/04/2026", "0", "A"),
            "Montant (€)",
            "Un versement est supérieur à zéro ; ce qui est rendu s’enregistre comme remboursement.",
        ),
        (
            ("", "Orange", "2026", "02/04/2026", "-1", "A"),
            "Montant (€)",
            "Orange n’a versé que 0,00 € à cette date, remboursements déduits : 1,00 € ne peuvent lui être rendus.",
        ),
        (
            ("", "CAF", "2026", "02/03/2026", "4000,01", "VIR-CAF-1"),
            "Référence bancaire",
            "Cette référence est déjà enregistrée : CAF, 2026, 4 000,00 € le 2 mars 2026. Un versement enregistré "
            "ne change plus : corrigez la ligne, ou retirez-la.",
        ),
        (
            ("", "Orange", "2026", "02/04/2026", "1", "ANCT-X"),
            "Référence bancaire",
            "La référence bancaire « ANCT-X » est déjà enregistrée.",
        ),
        (
            ("", "Orange", "2026", "02/04/2026", "1,234", "A"),
            "Montant (€)",
            "Un montant s’écrit avec deux décimales au plus.",
        ),
    ],
)
def test_a_receipt_that_is_refused_says_why_at_its_column(funded, row, column, sentence):
    grant = award_grant(
        funded.fund,
        funder="ANCT",
        name="Appel",
        amount=Decimal("1.00"),
        actions=[make_action(funded.fund, "Forum", by=funded.by)],
        awarded_on=date(2026, 4, 1),
        by=funded.by,
        at=AT,
    )
    record_grant_receipt(
        grant, amount=Decimal("1.00"), bank_reference="ANCT-X", on=date(2026, 4, 1), by=funded.by, at=AT
    )
    before = everything()
    brought = attempt(funded, RECEIPTS, row)
    assert faults(brought) == [(2, column, sentence)]
    assert everything() == before


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (
            ("", "Orange", "2026", "6000", "02/01/2026", "", ""),
            "Promis le",
            "Cette contribution est promise depuis le 1er janvier 2026, et un fichier ne change pas ce jour : "
            "remettez-le, ou videz la case.",
        ),
        (
            ("", "Orange", "2026", "5000", "", "Retiré", ""),
            "État",
            "Cette contribution est à l’état « Promis », et un fichier ne change pas l’état : videz la case ; il "
            "suit les appels et les versements.",
        ),
        (
            ("", "Orange", "2027", "5000", "02/01/2026", "Reçu", ""),
            "État",
            "Cette contribution est nouvelle, donc d’abord promise : videz cette case ; l’état suit les appels et "
            "les versements.",
        ),
        (
            ("", "Orange", "2027", "5000", "", "", ""),
            "Promis le",
            "Indiquez le jour de la promesse, par exemple 24/11/2026.",
        ),
        (
            ("", "Orange", "2031", "5000", "02/01/2026", "", ""),
            "Année",
            "L’année 2031 est hors de la période du fonds « Fonds d’inclusion numérique ».",
        ),
        (("", "CAF", "2026", "3999,99", "", "", ""), "Promis (€)", "4 000,00 € sont déjà arrivés de CAF."),
        (
            ("", "Orange", "2026", "-5", "", "", ""),
            "Promis (€)",
            "Une contribution n’est jamais négative ; 0 € est accepté.",
        ),
        (("", "Orange", "", "5", "", "", ""), "Année", "Indiquez l’année de la contribution."),
    ],
)
def test_a_contribution_that_is_refused_says_why_at_its_column(funded, row, column, sentence):
    before = everything()
    brought = attempt(funded, CONTRIBUTIONS, row)
    assert faults(brought) == [(2, column, sentence)]
    assert everything() == before


def test_a_closed_period_is_reported_at_the_day(funded):
    close_period(funded.fund, until=date(2026, 6, 30), by=funded.by, at=AT)
    brought = attempt(funded, RECEIPTS, ("", "Orange", "2026", "02/04/2026", "1", "A"))
    ((_, column, sentence),) = faults(brought)
    assert column == "Date" and "clos jusqu’au" in sentence


def test_a_withdrawn_contribution_is_reported_for_the_line(funded):
    withdraw_contribution(funded.contributions[1], by=funded.by, at=AT)
    receipt = attempt(funded, RECEIPTS, ("", "Orange", "2026", "02/04/2026", "1", "A"))
    assert faults(receipt) == [(2, "", "Cette contribution a été retirée.")]
    promise = attempt(funded, CONTRIBUTIONS, ("", "Orange", "2026", "1", "", "", ""))
    again = "pour la reprendre, notez une promesse du même contributeur pour 2026."
    assert faults(promise) == [(2, "", f"Cette promesse a été retirée : {again}")]


def test_a_promise_that_cannot_be_noted_is_reported_at_its_column(funded):
    close_period(funded.fund, until=date(2026, 11, 1), by=funded.by, at=AT)
    rows = [
        ("", "MSA", "2026", "300000,01", "24/11/2026", "", ""),
        ("", "MSA", "2027", "1", "25/11/2026", "", ""),
        ("", "MSA", "2028", "300000", "24/11/2026", "", ""),
    ]
    make_partner("MSA")
    brought = attempt(funded, CONTRIBUTIONS, *rows)
    assert [(line, column) for line, column, _ in faults(brought)] == [(2, "Promis (€)"), (3, "Promis le")]
    sentences = [sentence for _, _, sentence in faults(brought)]
    assert "dépasse l’enveloppe visée par le fonds, 300 000,00 €" in sentences[0]
    assert "Le 25 novembre 2026 n’est pas encore venu" in sentences[1]


def test_a_promise_of_a_closed_year_is_reported_at_the_year(funded):
    make_partner("MSA")
    close_period(funded.fund, until=date(2027, 1, 1), by=funded.by, at=datetime(2027, 1, 2, tzinfo=UTC))
    ((_, column, sentence),) = faults(attempt(funded, CONTRIBUTIONS, ("", "MSA", "2026", "1", "24/11/2026", "", "")))
    assert column == "Année" and "Les comptes de 2026 sont clos" in sentence


def test_a_promise_that_was_taken_up_again_goes_out_and_comes_in(funded):
    withdraw_contribution(funded.contributions[1], by=funded.by, at=AT)
    pledge(funded.fund, partner=funded.orange, year=2026, amount=Decimal("700.00"), on=AT.date(), by=funded.by, at=AT)
    brought = tried(funded.fund, CONTRIBUTIONS, written(funded.fund, CONTRIBUTIONS, "csv"), by=funded.by)
    assert faults(brought) == []
    assert {line.effect for line in report_of(brought).lines} == {Effect.UNCHANGED}


def test_the_same_reference_twice_is_reported_on_both_lines(funded):
    brought = attempt(
        funded,
        RECEIPTS,
        ("", "Orange", "2026", "02/04/2026", "1", "A"),
        ("", "CAF", "2026", "02/04/2026", "1", "B"),
        ("", "CAF", "2026", "03/04/2026", "2", "A"),
    )
    assert faults(brought) == [
        (2, "Référence bancaire", "La référence « A » est aussi à la ligne 4 : chaque versement a la sienne."),
        (4, "Référence bancaire", "La référence « A » est aussi à la ligne 2 : chaque versement a la sienne."),
    ]


def test_the_same_contribution_twice_is_reported_on_both_lines(funded):
    brought = attempt(
        funded, CONTRIBUTIONS, (CAF_SIRET, "", "2026", "1", "", "", ""), ("", "CAF", "2026", "2", "", "", "")
    )
    assert [(number, column) for number, column, _ in faults(brought)] == [(2, "Contributeur"), (3, "Contributeur")]
    assert faults(brought)[0][2] == ("La ligne 3 porte la même contribution, CAF en 2026 : gardez-en une seule.")


# -- Identification of partners ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who",
    [
        "caisse d'allocations familiales",
        "CAF",
        "caf",
        "Caisse d’Allocations Familiales",
        "CAISSE D ALLOCATIONS FAMILIALES",
    ],
)
def test_a_name_is_known_whatever_its_accents_and_case(funded, who):
    brought = attempt(funded, RECEIPTS, ("", who, "2026", "02/04/2026", "1", "A"))
    assert faults(brought) == [] and report_of(brought).lines[0].who == "CAF"


def test_two_partners_of_one_name_need_their_siret(funded):
    make_partner("C.A.F", siret="05520135400010")
    make_partner("c a f")
    brought = attempt(funded, RECEIPTS, ("", "c.a.f", "2026", "02/04/2026", "1", "A"))
    assert faults(brought) == [
        (2, "Contributeur", "2 partenaires du réseau s’appellent « c.a.f » : indiquez le SIRET du bon.")
    ]


def test_the_exact_name_goes_before_one_that_is_alike(funded):
    odd = make_partner("=Orange")
    make_contribution(funded.fund, odd, "5.00", by=funded.by)
    brought = attempt(
        funded,
        RECEIPTS,
        ("", "'=Orange", "2026", "02/04/2026", "1", "A"),
        ("", "Orange", "2026", "02/04/2026", "1", "B"),
    )
    assert [line.who for line in report_of(brought).lines] == ["=Orange", "Orange"]


def test_a_siret_that_the_partner_lacks_is_no_obstacle(funded):
    brought = attempt(funded, RECEIPTS, (ORANGE_SIRET, "Orange", "2026", "02/04/2026", "1", "A"))
    assert faults(brought) == []
    assert Partner.objects.get(name="Orange").siret == ""


def test_another_network_s_partner_is_unknown(funded, other_network):
    with scoped_to(other_network):
        make_partner("Départementale 49", siret=ORANGE_SIRET)
    brought = attempt(
        funded,
        CONTRIBUTIONS,
        ("", "Départementale 49", "2026", "1", "02/01/2026", "", ""),
        (ORANGE_SIRET, "", "2026", "1", "02/01/2026", "", ""),
    )
    assert [(number, column) for number, column, _ in faults(brought)] == [(2, "Contributeur"), (3, "SIRET")]
    assert all("Aucun partenaire du réseau" in sentence for *_, sentence in faults(brought))


def test_a_merged_partner_is_no_longer_meant(funded):
    make_partner("Orange", merged_into=funded.orange)
    brought = attempt(funded, RECEIPTS, ("", "Orange", "2026", "02/04/2026", "1", "A"))
    assert faults(brought) == []


def test_a_receipt_of_another_fund_is_no_receipt_of_this_one(funded):
    other = make_fund("Autre fonds")
    contribution = make_contribution(other, funded.orange, "10.00", by=funded.by)
    receive(contribution, "1.00", by=funded.by, bank_reference="AILLEURS", on=date(2026, 4, 2))
    brought = attempt(funded, RECEIPTS, ("", "Orange", "2026", "02/04/2026", "1", "AILLEURS"))
    ((_, column, sentence),) = faults(brought)
    assert column == "Référence bancaire" and "déjà enregistrée au fonds « Autre fonds »" in sentence


# -- Files -------------------------------------------------------------------------------------------------------------


def test_a_workbook_is_tried_like_a_csv(funded):
    data = workbook_of(COLUMNS[RECEIPTS].headers, [None, "Orange", 2026, datetime(2026, 4, 2), 0.1 + 0.2, 20260402])
    applied = apply(tried(funded.fund, RECEIPTS, data, by=funded.by, name="avril.xlsx"), funded)
    receipt = Receipt.objects.get(bank_reference="20260402")
    assert receipt.amount == Decimal("0.30") and receipt.received_on == date(2026, 4, 2)
    assert applied.document.filename == "avril.xlsx"
    assert applied.document.media_type == exports.FORMATS["xlsx"]
    assert bytes(applied.document.content.data) == data


def test_what_is_no_table_is_not_kept(funded):
    with pytest.raises(DomainError) as found:
        tried(funded.fund, RECEIPTS, b"\x89PNG\r\n\x1a\n\x00", by=funded.by, name="a.xlsx")
    assert found.value.field == "file"
    assert not Trial.objects.exists() and not Document.objects.exists()


def test_more_lines_than_a_file_may_write_are_refused_before_any_runs(funded):
    most = import_actions.ReceiptEffects.most_written
    rows = [("", "Orange", "2026", "02/04/2026", "1", f"V-{number}") for number in range(most + 1)]
    with pytest.raises(DomainError, match=f"écrirait {most + 1} lignes"):
        attempt(funded, RECEIPTS, *rows)


def test_a_long_name_of_a_file_keeps_its_end(funded):
    data = csv_of(RECEIPTS, ("", "Orange", "2026", "02/04/2026", "1", "A"))
    brought = tried(funded.fund, RECEIPTS, data, by=funded.by, name="x" * 300 + ".csv")
    assert len(brought.document.filename) == 160 and brought.document.filename.endswith(".csv")
