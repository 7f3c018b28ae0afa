"""The agreement of a co-financed post, drafted from what was decided."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from funding.agreements.actions.drafting import InstalmentTerms, PartyTerms, draft_agreement, plan_instalment
from funding.agreements.enums import AgreementKind, InstalmentFlow, PartyRole
from funding.agreements.models import Agreement, AgreementParty
from funding.enums import Verb
from funding.ledger.actions import locked
from funding.ledger.models.funds import FundedAction
from funding.posts.enums import PostState
from funding.posts.models import Post, PostYear
from funding.staff.rules import fte_figure
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import shown_end
from inclusion.core.models.networks import User


@transaction.atomic
def draft_post_agreement(post: Post, *, funded_action: FundedAction, by: User, at: datetime) -> Agreement:
    """Draft the agreement of an accepted post: who signs, and who pays how much of which of its years.

    A public employer signs with the fund; a private one makes three of them, and the collectivité pays it directly. The
    fund's share of a year falls due on the last day of the year that the fund still has. Raises DomainError for a post
    that is not accepted or has its agreement, and for an action of another fund.
    """
    fund = locked(post.fund)
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if post.state != PostState.ACCEPTED:
        raise DomainError("Une convention se prépare une fois le poste retenu.")
    if post.agreement is not None:
        raise DomainError(f"Ce poste a déjà sa convention\u00a0: {post.agreement.reference}.")
    if post.collectivite == fund.host:
        raise DomainError(
            f"{fund.host} porte le fonds et cofinance ce poste\u00a0: il n’a pas de convention à signer avec lui-même."
        )
    three = post.private_employer
    parties = [PartyTerms(post.fund.host, PartyRole.FUNDER), PartyTerms(post.collectivite, PartyRole.COLLECTIVITE)]
    if post.private_employer:
        parties.append(PartyTerms(post.employer, PartyRole.EMPLOYER))
    agreement = draft_agreement(
        kind=AgreementKind.COFINANCING_THREE if three else AgreementKind.COFINANCING_TWO,
        title=f"Cofinancement du poste «\u00a0{post.title}\u00a0»"[:160],
        purpose=(
            f"Cofinancer un poste de {post.get_kind_display().lower()}, {fte_figure(post.fte)} équivalent temps plein "
            f"(ETP), {post.period}."
        ),
        start=post.start,
        end=post.end,
        fund=fund,
        funded_action=funded_action,
        parties=parties,
        by=by,
        at=at,
    )
    post.agreement = agreement
    post.save(update_fields=["agreement"])
    journal.record(Verb.POST_CHANGED, on=post, by=by, at=at, agreement=agreement.reference)
    for terms in _instalments(post, agreement, last_day=shown_end(fund.end)):
        plan_instalment(agreement, terms, by=by, at=at)
    return agreement


def _instalments(post: Post, agreement: Agreement, *, last_day: date) -> Iterable[InstalmentTerms]:
    """The fund's share of each year; the collectivité's as well where it goes to another employer."""
    by_role = {party.role: party for party in agreement.parties.all()}
    for year in post.years.all():
        due_on = min(shown_end(year.end), last_day)
        payers = [(by_role[PartyRole.FUNDER], InstalmentFlow.PAID_BY_FUND, year.fund_share)]
        if post.private_employer:
            payers.append((by_role[PartyRole.COLLECTIVITE], InstalmentFlow.DIRECT, year.collectivite_share))
        for party, flow, amount in payers:
            if amount:
                yield _terms(party, flow, year, due_on)


def _terms(party: AgreementParty, flow: InstalmentFlow, year: PostYear, due_on: date) -> InstalmentTerms:
    fund_pays = flow == InstalmentFlow.PAID_BY_FUND
    return InstalmentTerms(
        party,
        flow,
        due_on.year,
        year.fund_share if fund_pays else year.collectivite_share,
        due_on,
        label=f"{year.name} du poste",
        post_year=year,
    )
