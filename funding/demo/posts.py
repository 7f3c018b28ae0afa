"""The co-financed posts of a demonstration network, from the request to what the fund paid."""

from collections.abc import Callable
from datetime import date

from funding.agreements.actions.drafting import set_party
from funding.agreements.actions.instalments import engage_instalment
from funding.agreements.actions.posts import draft_post_agreement
from funding.agreements.enums import InstalmentFlow, PartyRole
from funding.agreements.models import Agreement, Instalment
from funding.demo.agreements import load_life
from funding.demo.staff import load_holders
from funding.enums import PostKind
from funding.ledger.models.funds import Fund, FundedAction
from funding.posts.actions.requests import YearTerms, accept_post, draft_post, plan_years, submit_post
from funding.posts.models import Post
from funding.spending.actions.payments import pay
from inclusion.demo import agreement_shapes as shapes
from inclusion.demo.story import Story
from inclusion.territories.models import Epci


def load_post(story: Story, data: shapes.Post) -> None:
    """Note what happened to a post: asked for, decided, its agreement, what the fund paid, who holds it."""
    made: list[Post] = []

    def row() -> Post:
        return Post.objects.select_related("agreement").get(pk=made[0].pk)

    story.then(data.asked_on, lambda: made.append(_asked(story, data)))
    if data.accepted_on:
        on = data.accepted_on
        story.then(on, lambda: accept_post(row(), reason=data.reason, on=on, **story.by(on)))
    if data.life:
        drafted_on = data.life.drafted_on
        story.then(drafted_on, lambda: _agreement(story, data, row(), on=drafted_on))
        load_life(story, data.life, lambda: row().agreement)
    for engaged in data.engaged:
        _engaged(story, engaged, row)
    load_holders(story, data.holders, data.offer, lambda: row().staff)


def _asked(story: Story, data: shapes.Post) -> Post:
    """The request as it was made, with what the collectivité offers for each year."""
    partners, by = story.loaded.partners, story.by(data.asked_on)
    post = draft_post(
        kind=PostKind(data.kind),
        title=data.title,
        fund=Fund.objects.get(name=data.fund),
        employer=partners[data.employer],
        private_employer=data.private,
        collectivite=partners[data.collectivite],
        territory=Epci.objects.get(pk=data.territory),
        creation=data.creation,
        fte=data.fte,
        start=data.start,
        end=data.end,
        yearly_cost=data.yearly_cost,
        contract_on=data.contract_on,
        uplifted=data.uplifted,
        other_aid_yearly=data.other_aid_yearly,
        other_aid_source=data.other_aid_source,
        need=data.need,
        **by,
    )
    if data.offers:
        years = [
            YearTerms(
                number=year.number,
                state_aid=year.state_aid,
                other_aid=year.other_aid,
                offered=offered,
                fund_share=None,
                collectivite_share=None,
            )
            for year, offered in zip(post.years.all(), data.offers, strict=True)
        ]
        plan_years(post, years=years, **by)
    return submit_post(post, **by)


def _agreement(story: Story, data: shapes.Post, post: Post, *, on: date) -> Agreement:
    """The agreement that the post leads to, with who signs it."""
    action = FundedAction.objects.get(fund=post.fund, name=data.action)
    agreement = draft_post_agreement(post, funded_action=action, **story.by(on))
    rows = {party.partner_id: party for party in agreement.parties.all()}
    for party in data.parties:
        partner = story.loaded.partners[party.partner]
        set_party(
            agreement,
            partner=partner,
            role=PartyRole(party.role),
            signatory_name=party.name,
            signatory_function=party.function,
            deliberation=party.deliberation,
            deliberated_on=party.deliberated_on,
            iban=party.iban,
            bic=party.bic,
            party=rows[partner.pk],
            # The coordinator compares the account and prepares the copy to sign.
            **(story.by_another(on) if party.iban else story.by(on)),
        )
    return agreement


def _engaged(story: Story, data: shapes.Engaged, row: Callable[[], Post]) -> None:
    def instalment() -> Instalment:
        flow = InstalmentFlow.PAID_BY_FUND
        return row().agreement.instalments.get(flow=flow, post_year__number=data.year)

    story.then(data.on, lambda: engage_instalment(instalment(), on=data.on, **story.by(data.on)))
    for on, amount, reference in data.payments:
        story.then(
            on,
            lambda on=on, amount=amount, reference=reference: pay(
                instalment().commitment, amount=amount, reference=reference, on=on, **story.by(on)
            ),
        )
