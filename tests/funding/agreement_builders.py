"""Agreements for the tests, in every state, made by the actions that the portal itself uses."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import count
from typing import Any
from unittest.mock import patch

import pikepdf

from funding.agreements.actions.drafting import InstalmentTerms, PartyTerms, draft_agreement, plan_instalment
from funding.agreements.actions.life import activate, end, prepare_to_sign, send_back, send_for_review, sign, terminate
from funding.agreements.enums import AgreementKind, InstalmentFlow, PartyRole
from funding.agreements.rules.terms import years_touched
from funding.enums import AgreementState
from funding.models import Agreement, AgreementParty, Fund, Instalment, Post, PostYear
from funding.posts.enums import PostState
from funding.posts.rules.local_roadmaps import local_roadmaps
from funding.staff.actions import add_co_financed
from inclusion.core.enums import PartnerKind
from inclusion.core.french.periods import shown_end
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from tests.builders import AT, make_epci, make_partner, make_user
from tests.funding.builders import END, START, department, make_action, make_fund
from tests.roadmaps.builders import make_noted

#: Every agreement runs as long as the fund of the tests, the three years from 2026 on.
SIGNED_ON = date(2026, 11, 20)
#: A moment after the last day of every agreement of the tests.
AFTER = datetime.fromisoformat("2029-02-01T09:00:00+00:00")
_number = count(1)

#: How many steps lead to each state; CORRECTION and TERMINATED lie beside the way.
WAY = (
    AgreementState.DRAFT,
    AgreementState.REVIEW,
    AgreementState.TO_SIGN,
    AgreementState.SIGNED,
    AgreementState.ACTIVE,
    AgreementState.ENDED,
)


@cache
def tiny_pdf(text: str = "") -> bytes:
    """A valid PDF of one page; another text gives other bytes."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.docinfo["/Title"] = text or "Exemplaire signé"
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def party(name: str, role: PartyRole = PartyRole.FUNDER, **fields: Any) -> PartyTerms:
    """A new operator that signs, by its director."""
    partner = fields.pop("partner", None) or make_partner(name)
    values = {"signatory_name": f"Dominique {name}", "signatory_function": "Directrice", **fields}
    return PartyTerms(partner, role, **values)


def carrier() -> PartyTerms:
    """The Conseil départemental, which carries the fund, by its president."""
    return PartyTerms(department(), PartyRole.CARRIER, "Alix Exemple", "Présidente")


def make_agreement(
    kind: AgreementKind = AgreementKind.COOPERATION,
    state: AgreementState = AgreementState.DRAFT,
    *,
    by: User | None = None,
    at: datetime = AT,
    parties: Sequence[PartyTerms] | None = None,
    instalments: bool = True,
    **fields: Any,
) -> Agreement:
    """An agreement of this kind that was led to this state; `fields` go to `draft_agreement`.

    A cooperation binds a CAF that pays 30 000 € into the fund on 31 March of each year (from the day on which it may);
    a co-financing has its post (see `make_financed_post`) and what the fund pays of each of its years.
    """
    by = by or make_user()
    if kind in (AgreementKind.COFINANCING_TWO, AgreementKind.COFINANCING_THREE):
        agreement = _cofinancing(kind, by=by, at=at, parties=parties, instalments=instalments, **fields)
    else:
        agreement = _drafted(kind, by=by, at=at, parties=parties, **fields)
        if instalments and kind == AgreementKind.COOPERATION:
            plan_years(agreement, by=by, at=at)
    return lead_to(agreement, state, by=by, at=at)


def _drafted(
    kind: AgreementKind, *, by: User, at: datetime, parties: Sequence[PartyTerms] | None, **fields: Any
) -> Agreement:
    values: dict[str, Any] = {
        "title": "Coopération pour l’inclusion numérique",
        "purpose": "Coordonner l’inclusion numérique du département.",
        "start": START,
        "end": END,
        "theme": "Un groupe de travail suit l’inclusion numérique.",
        **fields,
    }
    if kind == AgreementKind.COOPERATION and "fund" not in values:
        values["fund"] = Fund.objects.first() or make_fund()
    if parties is None:
        parties = (carrier(), party(f"CAF {next(_number)}"))
    return draft_agreement(kind=kind, parties=parties, by=by, at=at, **values)


def plan_years(
    agreement: Agreement, *, by: User, at: datetime = AT, amount: str = "30000.00", who: AgreementParty | None = None
) -> list[Instalment]:
    """So much of each year of the agreement, paid into the fund on 31 March by the funder."""
    payer = who or agreement.parties.get(role=PartyRole.FUNDER)
    days = [(year, max(date(year, 3, 31), agreement.start)) for year in years_touched(agreement.start, agreement.end)]
    terms = [
        InstalmentTerms(payer, InstalmentFlow.CALLED, year, Decimal(amount), min(due_on, shown_end(agreement.end)))
        for year, due_on in days
    ]
    return [plan_instalment(agreement, one, by=by, at=at) for one in terms]


# -- Posts ------------------------------------------------------------------------------------


def make_financed_post(
    fund: Fund | None = None, *, by: User, private: bool = False, roadmap: bool = True, **fields: Any
) -> Post:
    """A post that the fund has accepted: 40 000 € a year, of which the State pays 17 500 €, the fund and the
    collectivité 11 250 € each, in a territory whose roadmap is drafted.
    """
    epci = make_epci()
    town = fields.pop("collectivite", None) or make_partner(
        "Val de Garonne", kind=PartnerKind.INTERCOMMUNALITY, epci=epci
    )
    employer: Partner = make_partner("Les Ateliers", kind=PartnerKind.ASSOCIATION) if private else town
    values: dict[str, Any] = {
        "title": "Conseillère numérique",
        "start": START,
        "end": END,
        "yearly_cost": Decimal("40000.00"),
        "need": "Personne n’aide les habitants du territoire.",
        "state": PostState.ACCEPTED,
        "submitted_on": date(2026, 10, 1),
        "decided_on": date(2026, 11, 2),
        **fields,
    }
    if values["state"] == PostState.ACCEPTED:
        same = {name: values[name] for name in ("title", "start", "end")}
        same |= {"employer": employer, "territory": epci, "fte": values.get("fte", Decimal(1))}
        values["staff"] = add_co_financed(**same, by=by, at=AT)
    post = Post.objects.create(
        fund=fund or Fund.objects.first() or make_fund(),
        employer=employer,
        private_employer=private,
        collectivite=town,
        territory=epci,
        asked_by=by,
        **values,
    )
    for number in range(1, values["end"].year - values["start"].year + 1):
        PostYear.objects.create(
            post=post,
            number=number,
            start=date(values["start"].year + number - 1, 1, 1),
            end=date(values["start"].year + number, 1, 1),
            cost=Decimal("40000.00"),
            state_aid=Decimal("17500.00"),
            other_aid=Decimal("0.00"),
            fund_share=Decimal("11250.00"),
            collectivite_share=Decimal("11250.00"),
            to_find=Decimal("0.00"),
        )
    if roadmap and not local_roadmaps([epci.pk]):
        make_noted(epci, title="Feuille de route", drafted_on=date(2026, 9, 1), by=by)
    return post


def _cofinancing(
    kind: AgreementKind,
    *,
    by: User,
    at: datetime,
    parties: Sequence[PartyTerms] | None,
    instalments: bool,
    post: Post | None = None,
    **fields: Any,
) -> Agreement:
    private = kind == AgreementKind.COFINANCING_THREE
    post = post or make_financed_post(fields.get("fund"), by=by, private=private)
    if parties is None:
        parties = [
            PartyTerms(post.fund.host, PartyRole.FUNDER, "Alix Exemple", "Présidente"),
            party("Garonne", PartyRole.COLLECTIVITE, partner=post.collectivite),
        ]
        if private:
            parties.append(party("Ateliers", PartyRole.EMPLOYER, partner=post.employer))
    values = {
        "fund": post.fund,
        "funded_action": make_action(post.fund, f"Postes {next(_number)}", by=by),
        "title": "Cofinancement d’un poste",
        **fields,
    }
    agreement = _drafted(kind, by=by, at=at, parties=parties, **values)
    post.agreement = agreement
    post.save(update_fields=["agreement"])
    if instalments:
        payer = agreement.parties.get(role=PartyRole.FUNDER)
        for year in post.years.all():
            terms = InstalmentTerms(
                payer,
                InstalmentFlow.PAID_BY_FUND,
                year.start.year,
                year.fund_share,
                date(year.start.year, 12, 1),
                post_year=year,
            )
            plan_instalment(agreement, terms, by=by, at=at)
    return agreement


# -- States -----------------------------------------------------------------------------------


def lead_to(agreement: Agreement, state: AgreementState, *, by: User, at: datetime = AT) -> Agreement:
    """Lead an agreement that is not there yet to a state, step by step."""
    if state == AgreementState.CORRECTION:
        return send_back(_up_to(agreement, AgreementState.REVIEW, by, at), reason="Une erreur", by=by, at=at)
    if state == AgreementState.TERMINATED:
        signed = _up_to(agreement, AgreementState.SIGNED, by, at)
        return terminate(signed, on=date(2027, 1, 1), reason="Un retrait", by=by, at=at)
    return _up_to(agreement, state, by, at)


def _up_to(agreement: Agreement, state: AgreementState, by: User, at: datetime) -> Agreement:
    done = 0 if agreement.state == AgreementState.CORRECTION else WAY.index(AgreementState(agreement.state))
    for following in WAY[done + 1 : WAY.index(AgreementState(state)) + 1]:
        if following == AgreementState.REVIEW:
            agreement = send_for_review(agreement, by=by, at=at)
        elif following == AgreementState.TO_SIGN:
            agreement = _prepared(agreement, by=by, at=at)
        elif following == AgreementState.SIGNED:
            agreement = make_signed(agreement, by=by, at=at)
        elif following == AgreementState.ACTIVE:
            agreement = activate(agreement, by=by, at=max(at, _morning(agreement.start)))
        else:
            agreement = end(agreement, by=by, at=max(at, _morning(agreement.end)))
    return agreement


def _prepared(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """A real PDF takes time: the paper to sign is a blank page. The tests of the paper itself lay it out."""
    with patch("funding.agreements.papers.render_pdf", lambda *_, **__: tiny_pdf(agreement.title)):
        return prepare_to_sign(agreement, by=by, at=at)


def make_signed(agreement: Agreement, *, by: User, at: datetime = AT, on: date = SIGNED_ON) -> Agreement:
    """Let every party of an agreement sign on one day."""
    days = dict.fromkeys(agreement.parties.values_list("pk", flat=True), on)
    return sign(agreement, signed_on=days, data=tiny_pdf(), filename="signee.pdf", by=by, at=at)


def _morning(day: date) -> datetime:
    return datetime.combine(day, AT.time(), tzinfo=AT.tzinfo)
