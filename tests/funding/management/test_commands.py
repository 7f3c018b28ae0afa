"""The commands that outside checks call."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from funding.funds.tasks import check_invariants_nightly
from funding.models import Fund, FundingStatement, Payment
from inclusion.core.registry import invariants as registry_invariants
from inclusion.core.registry.invariants import Invariant, invariants
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.builders import AT
from tests.funding.builders import close, engage, worked_example
from tests.setup_data import setup_data


@setup_data
def worked(network):
    with scoped_to(network):
        return worked_example()


@pytest.fixture
def sealed(worked, network):
    """The same once its accounts are closed."""
    with scoped_to(network):
        close(worked.fund)


def statement(*options, **changed):
    asked = {
        "network": "lot-et-garonne",
        "fund": "Fonds d’inclusion numérique",
        "partner": "CAF",
        "start": "2026-01-01",
        "end": "2026-12-31",
        **changed,
    }
    out = StringIO()
    words = [part for name, value in asked.items() for part in (f"--{name.replace('_', '-')}", value)]
    call_command("statement", *words, *options, stdout=out)
    return out.getvalue()


def test_what_is_not_closed_has_neither_number_nor_seal(worked, network, tmp_path):
    figures = json.loads(statement("--json", "--pdf", str(tmp_path / "situation.pdf")))
    assert (figures.pop("number"), figures.pop("seal")) == (None, None)
    assert (figures["received"], figures["closing"], figures["leverage"]) == ("10000.00", "15750.00", "3.00")
    assert (tmp_path / "situation.pdf").read_bytes().startswith(b"%PDF")
    assert statement().startswith("Situation au ")
    with scoped_to(network):
        assert not FundingStatement.objects.exists()
        close(worked.fund)
    assert figures.items() < json.loads(statement("--json")).items()


def test_the_worked_example_as_json(worked, sealed):
    figures = json.loads(statement("--json"))
    seal = figures.pop("seal")
    assert figures == {
        "opening": "0.00",
        "received": "10000.00",
        "refunded": "0.00",
        "match": "20000.00",
        "grants": "0.00",
        "actions": [
            {"label": "Mes droits depuis chez moi", "amount": "9000.00", "share": "100.00"},
            {"label": "Forum", "amount": "5250.00", "share": "58.33"},
        ],
        "released": "0.00",
        "closing": "15750.00",
        "leverage": "3.00",
        "number": 1,
    }
    assert len(seal) == 64
    assert json.loads(statement("--json"))["seal"] == seal


def test_a_partner_is_found_by_either_name(worked, network, sealed):
    with scoped_to(network):
        Partner.objects.filter(pk=worked.caf.pk).update(name="Caisse d’allocations familiales", short_name="CAF 47")
    by_name = json.loads(statement("--json", partner="Caisse d’allocations familiales"))
    assert json.loads(statement("--json", partner="CAF 47")) == by_name
    assert json.loads(statement("--json", partner="caisse d'allocations familiales")) == by_name
    assert json.loads(statement("--json", partner="CAF")) == by_name  # the one contributor that begins so
    with pytest.raises(CommandError, match="No partners"):
        statement("--json", partner="CA")


def test_a_fund_that_is_not_the_only_one_called_so_is_asked_for_by_its_exact_name(worked, network):
    with scoped_to(network):
        fund = worked.fund
        twin = Fund.objects.create(
            network=network,
            host=fund.host,
            name=fund.name.upper(),
            envelope=fund.envelope,
            start=fund.start,
            end=fund.end,
        )
    assert json.loads(statement("--json"))["received"] == "10000.00"
    with pytest.raises(CommandError, match="n’a pas de contribution"):
        statement("--json", fund=twin.name)
    with pytest.raises(CommandError, match="2 funds"):
        statement("--json", fund=fund.name.lower())


def test_as_at_is_the_end_of_that_day_in_paris(worked, network):
    with scoped_to(network):
        late = AT.replace(hour=22, minute=59, second=59)  # 23:59:59 in Paris
        engage(worked.forum, "27.00", by=worked.by, on=date(2026, 10, 1), at=late)
        engage(worked.forum, "54.00", by=worked.by, on=date(2026, 10, 2), at=AT.replace(hour=23, minute=0))
    known = json.loads(statement("--json", as_at="2026-11-24"))
    assert Decimal(known["closing"]) == Decimal("15750.00") - Decimal("15.75")


@pytest.mark.papers
def test_the_pdf_is_written(worked, sealed, tmp_path):
    file = tmp_path / "releve.pdf"
    statement("--pdf", str(file))
    with pikepdf.open(file) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Relevé de financement n° 1, CAF"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"network": "ailleurs"}, "No network"),
        ({"fund": "Autre"}, "No fund"),
        ({"partner": "Personne"}, "No partners"),
        ({"start": "2025-01-01", "end": "2025-12-31"}, "n’était pas ouvert"),
        ({"start": "2026-05-02", "end": "2026-05-01"}, "vient après"),
        ({"as_at": "2100-01-01"}, "n’est pas encore passé"),
        ({"end": "demain"}, "invalid day value"),
        ({"end": "9999-12-31"}, "not between 2000 and 2100"),
        ({"start": "0202-01-01"}, "not between 2000 and 2100"),
        ({"pdf": "/nowhere/releve.pdf"}, "no folder /nowhere"),
    ],
)
def test_what_cannot_be_issued(worked, network, changed, sentence):
    with pytest.raises(CommandError, match=sentence):
        statement("--json", **changed)
    with scoped_to(network):
        assert not FundingStatement.objects.exists()


def test_no_name_is_nobody_s(worked, network):
    with scoped_to(network):
        Partner.objects.exclude(pk=worked.caf.pk).update(short_name="court")  # CAF alone has none
        Partner.objects.filter(pk=worked.caf.pk).update(short_name="")
    for blank in ("", " "):
        with pytest.raises(CommandError, match="No partner is named"):
            statement("--json", partner=blank)


def test_a_file_that_cannot_be_written_is_reported(worked, network, sealed, tmp_path):
    with pytest.raises(CommandError, match="Relevé n° 1 is issued, but not written"):
        statement("--pdf", str(tmp_path))
    with scoped_to(network):
        assert FundingStatement.objects.get().number == 1


def proofs(*options):
    out = StringIO()
    call_command("check_invariants", *options, stdout=out)
    return out.getvalue()


def test_invariants_are_printed_with_their_counts(worked, other_network):
    printed = proofs("--network", "lot-et-garonne")
    assert printed.splitlines()[0] == "lot-et-garonne"
    assert [line.split()[0] for line in printed.splitlines()[1:]] == ["0"] * len(invariants())
    assert proofs().count("balanced") == 2
    with pytest.raises(CommandError, match="No network"):
        proofs("--network", "ailleurs")


def test_a_broken_invariant_shows_its_rows_and_exits_with_1(worked, network):
    with scoped_to(network):
        Payment.objects.create(
            commitment=worked.commitments[0],
            payee=worked.commitments[0].payee,
            amount=Decimal("12.34"),
            paid_on=date(2026, 9, 1),
            reference="FANTÔME",
        )
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_invariants", stdout=out)
    assert stopped.value.code == 1
    assert "amount=12.34" in out.getvalue()
    assert "2 violation(s)" in out.getvalue()  # the payment, and the commitment whose journal does not mention it


def test_a_warning_is_printed_apart_and_exits_with_0(worked, monkeypatch):
    warned = Invariant("rien n’est à regarder", lambda network: [{"fund": 1}], warning="un fonds est à regarder")
    monkeypatch.setitem(registry_invariants._invariants, "to_look_at", warned)
    printed = proofs()
    assert "       1  warning: to_look_at: rien n’est à regarder" in printed
    assert printed.splitlines()[-1] == "1 warning(s)"


def test_the_nightly_task_keeps_an_outcome_for_each_network(worked, network, other_network):
    from funding.models import InvariantCheck

    check_invariants_nightly()
    for one in (network, other_network):
        with scoped_to(one):
            assert InvariantCheck.objects.get().violations == 0
