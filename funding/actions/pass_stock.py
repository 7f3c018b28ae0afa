"""How many booklets programmes may still send: what their fund, their envelope and their days allow."""

from datetime import date
from decimal import Decimal

from funding.actions.ledger import balances_from
from funding.actions.passes import days_from
from funding.enums import AccountKind
from funding.models import Fund, Grant, Pass, PassProgramme
from funding.rules.passes import SETTLING_DAYS, settled_by
from funding.rules.programmes import Stock
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import plain_date, shown_end


def stock_of(programme: PassProgramme, *, on: date) -> Stock:
    """Return what a programme may still send on a day; nothing is held: others may send meanwhile."""
    return Stock(
        booklet_value=programme.booklet_value,
        fund_left=_left_in_fund(programme, on=on),
        envelope_left=None
        if programme.envelope is None
        else programme.envelope - Pass.objects.of_programme(programme).in_use(),
        obstacle=_obstacle(programme, on=on),
    )


def _left_in_fund(programme: PassProgramme, *, on: date) -> Decimal:
    """Euros that the programme's action may take: the grants for it, then every share."""
    action = programme.funded_action
    fund: Fund = action.fund
    held = balances_from(fund, on=on, kinds=[AccountKind.SHARE, AccountKind.GRANT])
    grants = set(Grant.objects.filter(fund=fund).for_action(action, on=on).values_list("pk", flat=True))
    return sum(
        (
            left
            for key, left in held.items()
            if left > 0 and (key.kind == AccountKind.SHARE or key.grant_id in grants)
        ),
        ZERO,
    )


def _obstacle(programme: PassProgramme, *, on: date) -> str:
    fund = programme.funded_action.fund
    if programme.closed_on is not None and programme.closed_on <= on:
        return (
            f"Ce programme est fermé depuis le {plain_date(programme.closed_on)} : aucun carnet ne part plus."
        )
    last = days_from(programme, on=on).claim_until
    if settled_by(last) >= fund.end:
        return (
            f"Aucun carnet ne peut plus partir : les lieux pourraient en demander le paiement jusqu’au "
            f"{plain_date(last)}, il faut ensuite {SETTLING_DAYS}\u00a0jours pour décider et payer, et le fonds se "
            f"termine le {plain_date(shown_end(fund.end))}. Prolongez le fonds, ou raccourcissez la validité."
        )
    return ""
