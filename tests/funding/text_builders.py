"""Agreements written straight into the tables, for what is made of their texts."""

from datetime import date
from decimal import Decimal
from typing import Any

from funding.actions.agreement_texts import take_up_template
from funding.enums import AgreementKind, InstalmentFlow, PartyRole
from funding.models import Agreement, AgreementParty, Fund, Instalment, Post, PostYear, RoadmapStanding
from inclusion.models import Partner, User
from tests.builders import AT, make_epci, make_partner
from tests.funding.builders import END, START, department, make_fund

D = Decimal


def make_agreement(
    kind: str = AgreementKind.COOPERATION, *, by: User, template: bool = True, **fields: Any
) -> Agreement:
    """A draft with the newest text of its kind and no party yet."""
    number = Agreement.objects.count() + 1
    values = {
        "reference": f"CONV-2026-{number:04d}",
        "title": "Animation du réseau 2026-2028",
        "purpose": "Animer le réseau et coordonner ses actions.",
        "start": START,
        "end": END,
        **fields,
    }
    agreement = Agreement.objects.create(kind=kind, drafted_by=by, drafted_at=AT, **values)
    if template:
        take_up_template(agreement, by=by, at=AT)
    return agreement


def add_party(
    agreement: Agreement, partner: Partner | str, role: str = PartyRole.FUNDER, **fields: Any
) -> AgreementParty:
    """A party that signs by somebody."""
    one = make_partner(partner) if isinstance(partner, str) else partner
    values = {"signatory_name": "Jeanne Exemple", "signatory_function": "directrice", **fields}
    return AgreementParty.objects.create(agreement=agreement, partner=one, role=role, **values)


def add_instalment(party: AgreementParty, amount: str, on: date, **fields: Any) -> Instalment:
    """What a party pays on a day."""
    values = {"flow": InstalmentFlow.CALLED, "year": on.year, **fields}
    return Instalment.objects.create(
        agreement=fields.pop("agreement", party.agreement), party=party, amount=D(amount), due_on=on, **values
    )


def cooperation(*, by: User, funders: tuple[str, ...] = ("CAF",), years: int = 3) -> Agreement:
    """A cooperation agreement in which each funder pays 92 000 € a year."""
    agreement = make_agreement(by=by, fund=make_fund())
    add_party(agreement, department(), PartyRole.CARRIER)
    for name in funders:
        party = add_party(agreement, name)
        for year in range(years):
            add_instalment(party, "92000.00", date(2026 + year, 3, 31))
    return agreement


def co_financing(*, by: User, fund: Fund | None = None, private: bool = True) -> tuple[Agreement, Post]:
    """The agreement of a post of two years: the worked example, then a year without State aid."""
    fund = fund or make_fund()
    kind = AgreementKind.COFINANCING_THREE if private else AgreementKind.COFINANCING_TWO
    agreement = make_agreement(
        kind,
        by=by,
        fund=fund,
        title="Conseiller numérique de Val de Garonne",
        start=date(2027, 1, 1),
        end=date(2029, 1, 1),
    )
    town = make_partner("Val de Garonne Agglomération")
    employer = make_partner("Association Le Lien") if private else town
    post = Post.objects.create(
        title="Conseiller numérique itinérant",
        fund=fund,
        employer=employer,
        private_employer=private,
        collectivite=town,
        territory=make_epci(),
        start=date(2027, 1, 1),
        end=date(2029, 1, 1),
        yearly_cost=D("40000.00"),
        state="accepted",
        asked_by=by,
        submitted_on=date(2026, 10, 1),
        decided_on=date(2026, 11, 1),
        agreement=agreement,
    )
    for number, (aid, half) in enumerate((("17500.00", "11250.00"), ("0.00", "20000.00")), start=1):
        PostYear.objects.create(
            post=post,
            number=number,
            start=date(2026 + number, 1, 1),
            end=date(2027 + number, 1, 1),
            cost=D("40000.00"),
            state_aid=D(aid),
            other_aid=D("0.00"),
            fund_share=D(half),
            collectivite_share=D(half),
            to_find=D("0.00"),
        )
    RoadmapStanding.objects.create(
        epci=make_epci(), title="Feuille de route de Val de Garonne", drafted_on=date(2026, 9, 1)
    )
    payer = add_party(agreement, fund.host)
    add_party(agreement, town, PartyRole.COLLECTIVITE)
    if private:
        add_party(agreement, employer, PartyRole.EMPLOYER)
    for year in post.years.all():
        add_instalment(
            payer,
            str(year.fund_share),
            date(year.start.year, 6, 30),
            flow=InstalmentFlow.PAID_BY_FUND,
            post_year=year,
        )
    return agreement, post
