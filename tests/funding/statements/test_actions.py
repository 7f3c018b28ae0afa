"""The worked examples of the domain, from the first receipt to the paper, to the cent."""

import io
import subprocess
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.db import IntegrityError

from funding.contributions.actions.receipts import record_refund
from funding.models import Contribution, Counter, FundingStatement, LedgerTransaction
from funding.passes.programmes.actions import open_programme
from funding.passes.sending.actions.booklets import cancel_booklet
from funding.spending.actions.commitments import release
from funding.spending.actions.funded_actions import record_reach
from funding.spending.actions.payments import pay
from funding.spending.actions.reversals import reverse
from funding.spending.queries.funds import fund_position
from funding.statements.actions.issue import draft_statement, end_of_day, filename_of, issue_statement, print_statement
from funding.statements.papers import rows_of, statement_pdf, words_of
from funding.statements.queries import statement_figures
from funding.statements.rules.statement import canonical_json, seal
from funding.statements.rules.words import statement_summary
from inclusion.core.errors import DomainError
from inclusion.core.registry import links as registry_links
from inclusion.core.registry.links import ActionOutcome
from inclusion.partners.models import Partner
from inclusion.people.actions.files import change_person
from tests.builders import AT, make_partner, make_person, make_user
from tests.funding.builders import (
    closed,
    engage,
    make_action,
    make_contribution,
    make_fund,
    make_grant,
    receive,
    worked_example,
)
from tests.funding.pass_builders import send
from tests.pages import plain
from tests.setup_data import setup_data
from tests.template import as_owner

D = Decimal
YEAR = {"start": date(2026, 1, 1), "end": date(2027, 1, 1)}
LATER = AT + timedelta(days=30)


@setup_data
def worked(scope):
    return worked_example()


def issue(worked, partner, *, at=AT, as_at=None, **period):
    period = period or YEAR
    with closed(worked.fund, until=period["end"]):
        return issue_statement(worked.fund, partner=partner, **period, as_at=as_at, by=worked.by, at=at)


def test_leverage_as_worked_in_the_domain(scope):
    """CAF 10 000, Orange 5 000, CPAM 0, two for one: match 30 000, pot 45 000."""
    position = fund_position(worked_example(actions=False).fund)
    assert (position.received, position.match, position.shares) == (D("15000.00"), D("30000.00"), D("45000.00"))
    assert {str(one.partner): one.share for one in position.contributors} == {
        "CAF": D("30000.00"),
        "Orange": D("15000.00"),
        "CPAM": D("0.00"),
    }


def test_attribution_as_worked_in_the_domain(worked):
    """ "Mes droits" takes 9 000 from CAF's 30 000; "Forum" 5 250 from CAF and 3 750 from Orange; 27 000 are left."""
    position = fund_position(worked.fund)
    assert {str(one.partner): (one.paid, one.share) for one in position.contributors} == {
        "CAF": (D("14250.00"), D("15750.00")),
        "Orange": (D("3750.00"), D("11250.00")),
        "CPAM": (D("0.00"), D("0.00")),
    }
    assert position.shares == D("27000.00")
    assert {one.action.name: dict(one.by_partner) for one in position.actions} == {
        "Mes droits depuis chez moi": {worked.caf.pk: D("9000.00")},
        "Forum": {worked.caf.pk: D("5250.00"), worked.orange.pk: D("3750.00")},
    }


def test_statement_as_worked_in_the_domain(worked):
    record_reach(worked.rights, partner=worked.caf, year=2026, people=210, by=worked.by, at=AT)
    statement = issue(worked, worked.caf)
    assert statement.number == 1
    assert {name: statement.figures[name] for name in statement.figures if name not in ("movements",)} == {
        "opening": "0.00",
        "received": "10000.00",
        "refunded": "0.00",
        "match": "20000.00",
        "grants": "0.00",
        "committed": "14250.00",
        "released": "0.00",
        "paid": "0.00",
        "carried": "0.00",
        "closing": "15750.00",
        "leverage": "3.00",
        "actions": [
            {
                "label": "Mes droits depuis chez moi",
                "amount": "9000.00",
                "released": "0.00",
                "paid": "0.00",
                "share": "100.00",
                "people": {"2026": 210},
                "counted": 0,
            },
            {
                "label": "Forum",
                "amount": "5250.00",
                "released": "0.00",
                "paid": "0.00",
                "share": "58.33",
                "people": {},
                "counted": 0,
            },
        ],
        "granted": [],
        "outcomes": {},
        "counted": 0,
        "fund": "Fonds d’inclusion numérique",
        "partner": "CAF",
        "start": "2026-01-01",
        "end": "2027-01-01",
        "as_at": None,
    }
    assert [(one["since"], one["kind"], one["amount"]) for one in statement.figures["movements"]] == [
        ("2026-03-02", "receipt", "10000.00"),
        ("2026-03-02", "match", "20000.00"),
        ("2026-05-04", "commitment", "-9000.00"),
        ("2026-06-01", "commitment", "-5250.00"),
    ]


def test_what_changed_is_sealed_and_a_later_result_changes_no_statement_that_was_issued(worked, monkeypatch):
    said = [ActionOutcome("35 % avant, 58 % après.", "84 personnes, tous opérateurs", typed=True)]
    read = lambda actions, start, end: {worked.rights.pk: list(said)} if worked.rights.pk in actions else {}  # noqa: E731
    monkeypatch.setattr(registry_links, "_action_outcomes", [read])
    first = issue(worked, worked.caf)
    sealed = first.figures["outcomes"]
    assert sealed == {
        "Mes droits depuis chez moi": [
            {"text": "35 % avant, 58 % après.", "note": "84 personnes, tous opérateurs", "typed": True}
        ]
    }
    rights, forum = words_of(first)["actions"]
    assert (rights["outcomes"], forum["outcomes"]) == (sealed["Mes droits depuis chez moi"], [])
    cells = {row[6] for row in rows_of(first) if row[5] == "Ce qui a changé"}
    assert {plain(one) for one in cells} == {
        "Mes droits depuis chez moi : 35 % avant, 58 % après. 84 personnes, tous opérateurs (nombre saisi)"
    }
    said[:] = [ActionOutcome("37 % avant, 61 % après.")]
    stored = FundingStatement.objects.get(pk=first.pk)
    assert stored.figures["outcomes"] == sealed and seal(stored.sealed()) == stored.seal
    assert issue(worked, worked.caf, at=LATER).replaces == first


def test_a_statement_of_a_past_moment_and_one_from_before_say_nothing_of_what_changed(worked):
    past = draft_statement(worked.fund, partner=worked.caf, **YEAR, as_at=AT, at=LATER).figures
    assert "outcomes" not in past
    words = statement_summary(past, start=YEAR["start"], end=YEAR["end"], leverage=True)
    assert words["has_outcomes"] is False and all(one["outcomes"] == [] for one in words["actions"])


def test_a_member_who_gave_nothing_has_a_statement_with_a_dash(worked):
    statement = issue(worked, worked.cpam)
    assert (statement.figures["received"], statement.figures["leverage"]) == ("0.00", None)


def test_the_part_of_a_grant_follows_what_the_shares_paid(worked):
    """A grant of 3 000 and shares of 6 000 (CAF 3 500, Orange 2 500) pay an action of 9 000: CAF's part is 1 750."""
    action = make_action(worked.fund, "Ateliers", by=worked.by)
    make_grant(worked.fund, action, "3000.00", by=worked.by, on=date(2026, 6, 15))
    engage(action, "9000.00", by=worked.by, on=date(2026, 7, 1))
    figures = statement_figures(worked.fund, worked.caf, **YEAR).statement
    assert (figures.grants, figures.closing) == (D("1750.00"), D("12250.00"))
    assert figures.leverage == D("3.18")  # (10 000 + 20 000 + 1 750) ÷ 10 000 = 3,175


def test_the_same_figures_give_the_same_statement(worked):
    first = issue(worked, worked.caf)
    again = issue(worked, worked.caf, at=LATER)
    assert again == first
    assert FundingStatement.objects.count() == 1
    assert Counter.objects.get().last == 1


@pytest.mark.papers
def test_new_figures_replace_and_cite_the_former_statement(worked):
    first = issue(worked, worked.caf)
    engage(worked.forum, "100.00", by=worked.by, on=date(2026, 9, 1), at=LATER)
    second = issue(worked, worked.caf, at=LATER)
    assert (second.number, second.replaces) == (2, first)
    assert issue(worked, worked.orange, at=LATER).replaces is None
    assert list(FundingStatement.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    text = text_of(second)
    assert "Il remplace le relevé n° 1." in text


def frozen(worked, partner, moment):
    """The figures of the year as they were known at a moment, as the bytes that are sealed."""
    draft = draft_statement(worked.fund, partner=partner, **YEAR, as_at=moment, at=LATER)
    return canonical_json(draft.figures)


def test_a_statement_as_at_a_past_date_does_not_move(worked):
    """Later movements of every kind, dated in the period: what was known before stays as it was, byte for byte."""
    does, moment = {"by": worked.by, "at": LATER}, AT + timedelta(hours=1)
    workshops = make_action(worked.fund, "Ateliers", by=worked.by)
    make_grant(worked.fund, workshops, "3000.00", by=worked.by, on=date(2026, 6, 15))
    engage(workshops, "9000.00", by=worked.by, on=date(2026, 7, 1))
    record_reach(worked.rights, partner=worked.caf, year=2026, people=210, by=worked.by, at=AT)
    programme = open_programme(
        make_action(worked.fund, "Pass numérique", by=worked.by), name="Pass", on=date(2026, 1, 1), by=worked.by, at=AT
    )
    jeanne, awa = (
        make_person(make_partner(), by=worked.by, first_name=name, operator=worked.caf) for name in ("Jeanne", "Awa")
    )
    letter = send(jeanne, programme, by=worked.by, at=AT)
    members = (worked.caf, worked.orange, worked.cpam)
    before = {partner: frozen(worked, partner, moment) for partner in members}
    issued = issue(worked, worked.caf, as_at=moment, at=AT + timedelta(days=1))
    assert issued.figures["actions"][-1] == {
        "label": "Pass numérique",
        "amount": "58.33",  # 100 × 12 250 ÷ (12 250 + 8 750), by what is left of both shares
        "released": "0.00",
        "paid": "0.00",
        "share": "58.33",
        "people": {},
        "counted": 1,
    }

    caf = Contribution.objects.get(partner=worked.caf)
    receive(caf, "500.00", by=worked.by, on=date(2026, 4, 1), at=LATER)
    engage(worked.forum, "700.00", by=worked.by, on=date(2026, 7, 1), at=LATER)
    pay(worked.commitments[0], amount=D("400.00"), reference="P1", on=date(2026, 8, 1), **does)
    release(worked.commitments[1], amount=D("90.00"), on=date(2026, 9, 1), **does)
    orange = Contribution.objects.get(partner=worked.orange)
    record_refund(orange, amount=D("50.00"), bank_reference="R1", on=date(2026, 10, 1), **does)
    extra = engage(worked.rights, "10.00", by=worked.by, on=date(2026, 10, 2), at=LATER)
    made = LedgerTransaction.objects.get(commitment=extra)
    reverse(made, reason="Saisi par erreur", on=date(2026, 10, 3), **does)
    record_reach(worked.rights, partner=worked.caf, year=2026, people=12, **does)
    cancel_booklet(letter.booklet, **does)
    send(awa, programme, by=worked.by, at=LATER)
    for person in (jeanne, awa):
        change_person(person, operator=worked.orange, **does)

    assert {partner: frozen(worked, partner, moment) for partner in members} == before
    assert issue(worked, worked.caf, as_at=moment, at=LATER) == issued
    now = issue(worked, worked.caf, at=LATER)
    assert now.figures["received"] == "10500.00"
    assert now.figures["actions"][0]["people"] == {"2026": 12}


def test_users_count_for_the_operator_they_were_of_when_the_pass_was_sent(worked):
    """A person who moves to another operator takes nothing away from the statement of the first."""
    action = make_action(worked.fund, "Pass numérique", by=worked.by)
    programme = open_programme(action, name="Pass", on=date(2026, 1, 1), by=worked.by, at=AT)
    jeanne = make_person(make_partner(), by=worked.by, operator=worked.caf)
    assert send(jeanne, programme, by=worked.by, at=AT).booklet.operator == worked.caf
    change_person(jeanne, operator=worked.orange, by=worked.by, at=LATER)

    def counted(partner):
        found = statement_figures(worked.fund, partner, **YEAR)
        return {name: one.counted for name, one in found.helped.items() if one.counted}

    assert counted(worked.caf) == {"Pass numérique": 1}
    assert counted(worked.orange) == {}


def test_the_moment_is_sealed_in_one_form_whatever_the_clock_it_is_read_on(worked):
    moment = AT + timedelta(hours=1)
    first = issue(worked, worked.caf, as_at=moment, at=LATER)
    again = issue(worked, worked.caf, as_at=moment.astimezone(ZoneInfo("Europe/Paris")), at=LATER)
    assert again == first
    assert first.figures["as_at"] == "2026-11-24T10:00:00+00:00"
    assert end_of_day(date(2026, 11, 24)) == datetime(2026, 11, 24, 22, 59, 59, 999999, UTC)


def test_a_draft_says_what_would_be_issued_and_writes_nothing(worked):
    def draft(**changed):
        asked = {"partner": worked.caf, **YEAR, "as_at": None, "at": LATER, **changed}
        return draft_statement(worked.fund, **asked)

    first = draft()
    assert (first.former, first.is_former) == (None, False)
    assert not FundingStatement.objects.exists()
    issued = issue(worked, worked.caf)
    assert issued.figures == first.figures
    assert (draft().former, draft().is_former) == (issued, True)
    engage(worked.forum, "100.00", by=worked.by, on=date(2026, 9, 1), at=LATER)
    assert (draft().former, draft().is_former) == (issued, False)
    with pytest.raises(DomainError, match="n’a pas de contribution") as refused:
        draft(partner=make_partner("MSA"))
    assert refused.value.field == "partner"


def test_closing_is_the_opening_of_the_next_period(worked):
    release(worked.commitments[1], on=date(2026, 8, 10), by=worked.by, at=AT)
    cuts = [date(2026, 1, 1), date(2026, 3, 2), date(2026, 6, 1), date(2026, 8, 11), date(2027, 1, 1)]
    for partner in (worked.caf, worked.orange, worked.cpam):
        figures = [
            statement_figures(worked.fund, partner, start=start, end=end).statement for start, end in pairwise(cuts)
        ]
        assert [one.closing for one in figures[:-1]] == [one.opening for one in figures[1:]]
        for one in figures:
            assert one.opening + one.received + one.match - one.committed + one.released == one.closing
    assert figures[-1].closing == D("0.00")


def test_the_seal_is_made_of_network_number_and_figures(worked, network):
    statement = issue(worked, worked.caf)
    assert statement.seal == seal({"network": network.slug, "number": 1, **statement.figures})
    assert seal({**statement.sealed(), "closing": "15750.01"}) != statement.seal
    assert FundingStatement.objects.sealed_as(number=1, seal=statement.seal) == statement
    assert FundingStatement.objects.sealed_as(number=1, seal="0" * 64) is None
    assert FundingStatement.objects.sealed_as(number=2, seal=statement.seal) is None


@pytest.mark.parametrize("change", [{"seal": "0" * 64}, {"figures": {}}, {"number": 9}])
def test_a_statement_is_never_changed(worked, change):
    statement = issue(worked, worked.caf)
    with pytest.raises(IntegrityError, match="append-only"), as_owner():
        FundingStatement.objects.filter(pk=statement.pk).update(**change)
    with pytest.raises(IntegrityError, match="append-only"), as_owner():
        FundingStatement.objects.filter(pk=statement.pk).delete()


def test_what_cannot_be_stated(worked):
    with pytest.raises(DomainError, match="n’a pas de contribution"):
        issue(worked, make_partner("MSA"))
    with pytest.raises(DomainError, match="n’était pas ouvert"):
        issue(worked, worked.caf, start=date(2025, 1, 1), end=date(2026, 1, 1))
    with pytest.raises(DomainError, match="n’est pas encore passé"):
        issue(worked, worked.caf, as_at=datetime(2026, 11, 26, tzinfo=UTC))
    with pytest.raises(DomainError, match="pas encore commencé"):
        issue(worked, worked.caf, start=date(2027, 1, 1), end=date(2028, 1, 1))
    with pytest.raises(DomainError, match="vient après son début"):
        issue(worked, worked.caf, start=date(2026, 5, 1), end=date(2026, 5, 1))
    assert not FundingStatement.objects.exists()


def paper_of(statement):
    """The bytes of its file, made now if it is not there."""
    return bytes(print_statement(statement, by=None, at=AT).content.data)


def text_of(statement, *options):
    """The words of the PDF, spaces made plain; `-layout` keeps the rows of tables together."""
    data = paper_of(statement)
    found = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(found.stdout.decode().replace("\u202f", " ").split())


@pytest.mark.papers
def test_the_paper_is_tagged_and_says_the_figures(worked):
    statement = issue(worked, worked.caf)
    with pikepdf.open(io.BytesIO(paper_of(statement))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.Root.get("/StructTreeRoot") is not None
        assert str(pdf.docinfo["/Title"]) == "Relevé de financement n° 1, CAF"
    words = text_of(statement) + text_of(statement, "-layout")
    for said in (
        "Vos 10 000 € en ont réuni 30 000 € ; 14 250 € financent déjà deux actions",
        "14 250,00 € de votre part sont engagés. Il vous reste 15 750,00 € à engager. Pour 1 € versé, 3,00 € réunis.",
        "Réunis pour 1 € versé",
        "(10 000 + 20 000) ÷ 10 000 = 3,00 €",
        "Mes droits depuis chez moi 9 000,00 € 0,00 €",
        "100,00 % du coût",
        "Forum 5 250,00 € 0,00 €",
        "58,33 % du coût",
        "30 000 réunis − 14 250 engagés = 15 750,00 €",
        "Part restante au 31 décembre 2026 15 750,00 €",
        "Page 1 sur",
    ):
        assert said in words
    assert statement.seal in words.replace(" ", "")
    assert "⟦" not in words


@pytest.mark.papers
def test_the_paper_shows_how_the_part_of_the_grants_is_found(worked):
    """3 000 × 3 500 ÷ 6 000 = 1 750, and of what no share paid by the money received: 1 000 × 10 000 ÷ 15 000."""
    for name, grant, cost in (("Ateliers", "3000.00", "9000.00"), ("Visites", "1000.00", "1000.00")):
        action = make_action(worked.fund, name, by=worked.by)
        make_grant(worked.fund, action, grant, by=worked.by, on=date(2026, 6, 15))
        engage(action, cost, by=worked.by, on=date(2026, 7, 1))
    statement = issue(worked, worked.caf)
    assert [(line["label"], line["amount"]) for line in statement.figures["granted"]] == [
        ("Ateliers", "1750.00"),
        ("Visites", "666.67"),
    ]
    words = text_of(statement, "-layout")
    assert "Ateliers 3 000 × 3 500 ÷ 6 000 1 750,00 €" in words
    assert "1 000 × 10 000 ÷ 15 000 666,67 €" in words
    assert "financée par une subvention seule : selon ce que chacun a versé" in words
    assert "2 416,67 €" in words
    steps = statement_summary(statement.figures, start=statement.start, end=statement.end, leverage=True)
    assert [str(step).replace("\u202f", " ").replace("\u00a0", " ") for step in steps["granted_steps"]] == [
        "Ateliers. Des subventions y ont engagé 3 000,00 € ; votre part y a engagé 3 500,00 €, toutes les parts"
        " ensemble 6 000,00 €. 3 000 × 3 500 ÷ 6 000 = 1 750,00 €",
        "Visites. Des subventions y ont engagé 1 000,00 € ; aucune part n’y a rien engagé, et vous avez versé"
        " 10 000,00 € sur la période, tous ensemble 15 000,00 €. 1 000 × 10 000 ÷ 15 000 ≈ 666,67 €",
    ]
    assert steps["granted_sum"].replace("\u202f", " ").replace("\u00a0", " ") == "1 750 + 666,67 = 2 416,67 €"


@pytest.mark.parametrize(
    ("name", "short_name", "file"),
    [
        ("Caisse d’allocations familiales", "CAF 47", "releve-0001-2026-caf-47.pdf"),
        ("L’œuvre d'à côté", "", "releve-0001-2026-l-oeuvre-d-a-cote.pdf"),
        ("…", "", "releve-0001-2026-operateur.pdf"),
    ],
)
def test_the_file_is_called_by_number_year_and_operator(worked, name, short_name, file):
    Partner.objects.filter(pk=worked.caf.pk).update(name=name, short_name=short_name)
    statement = issue(worked, Partner.objects.get(pk=worked.caf.pk))
    document = print_statement(statement, by=worked.by, at=AT)
    assert document.filename == filename_of(statement) == file
    assert print_statement(statement, by=worked.by, at=LATER) == document


@pytest.mark.papers
def test_the_same_statement_is_the_same_file(worked):
    statement = issue(worked, worked.caf)
    assert statement_pdf(statement) == paper_of(statement)


def drafted(worked, *, at=AT, **asked):
    values = {"partner": worked.caf, **YEAR, "as_at": None, "at": at, **asked}
    return draft_statement(worked.fund, **values)


@pytest.mark.parametrize(
    ("asked", "title", "until"),
    [
        ({}, "Situation au 24 novembre 2026 (année en cours)", date(2026, 11, 25)),
        ({"as_at": end_of_day(date(2026, 6, 30))}, "Situation au 30 juin 2026 (année en cours)", date(2026, 7, 1)),
        ({"end": date(2026, 12, 1)}, "Situation au 24 novembre 2026 (période en cours)", date(2026, 11, 25)),
        ({"end": date(2026, 7, 1)}, "Situation au 24 novembre 2026 (période non close)", date(2026, 7, 1)),
        ({"at": AT + timedelta(days=60)}, "Situation au 23 janvier 2027 (année non close)", date(2027, 1, 1)),
    ],
)
def test_what_is_not_closed_is_a_situation_without_number_or_seal(worked, asked, title, until):
    draft = drafted(worked, **asked)
    assert (draft.situation, draft.until) == (title, until)
    question = {"partner": worked.caf, **YEAR, "by": worked.by, "at": AT, **asked}
    with pytest.raises(DomainError, match="aucun relevé n’est numéroté"):
        issue_statement(worked.fund, **question)
    assert not FundingStatement.objects.exists() and not Counter.objects.exists()


def test_what_is_closed_is_sealed_to_the_last_day_that_is(worked):
    with closed(worked.fund, until=date(2026, 7, 1)):
        assert drafted(worked).situation
        assert drafted(worked, end=date(2026, 7, 1)).situation == ""
    with closed(worked.fund):
        assert (drafted(worked).situation, drafted(worked).until) == ("", date(2027, 1, 1))
    with closed(worked.fund, until=worked.fund.end):  # the year in which the fund ends is closed with it
        assert worked.fund.is_closed(date(worked.fund.end.year + 1, 1, 1))


@pytest.mark.papers
def test_the_paper_of_a_situation_says_so_and_carries_no_proof(worked):
    draft = drafted(worked)
    data = draft.pdf()
    assert draft.pdf() == data
    assert draft.stem == "situation-2026-11-24-caf"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Situation au 24 novembre 2026 (année en cours), CAF"
    found = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    shown = " ".join(found.stdout.decode().replace("\u202f", " ").split())
    assert "Situation au 24 novembre 2026 (année en cours) Fonds" in shown
    assert "Vos 10 000 € en ont réuni 30 000 €" in shown
    assert "Part restante au 24 novembre 2026" in shown
    assert "Ce document n’a ni numéro ni sceau" in shown
    assert "Du 1er janvier au 24 novembre 2026" in shown
    for absent in ("31 décembre", "Sceau SHA-256", "n° ", "Établi le"):
        assert absent not in shown


def test_nothing_is_said_of_leverage_where_the_fund_has_no_rule(scope):
    """5 000 € of CAF, 1 200 € of them for the one action."""
    by = make_user()
    fund = make_fund("Sans effet levier")
    caf = make_partner("CAF")
    receive(make_contribution(fund, caf, "5000.00", by=by), "5000.00", by=by)
    engage(make_action(fund, "Forum", by=by), "1200.00", by=by)
    figures = draft_statement(fund, partner=caf, **YEAR, as_at=None, at=AT).figures
    words = statement_summary(figures, **YEAR, leverage=fund.has_leverage(**YEAR))
    said = words["headline"].replace("\u00a0", " ").replace("\u202f", " ")
    assert said == "Vous avez versé 5 000 € ; 1 200 € financent déjà une action"
    assert (words["leverage"], words["leverage_steps"]) == (None, "")
    assert "Effet levier que vos versements ont attiré" not in [line["label"] for line in words["lines"]]
