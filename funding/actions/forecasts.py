"""What could still come into a fund: the forecast on its promises, and what more money would draw; only read."""

from datetime import date
from decimal import Decimal

from funding.actions.matching import received_lots, terms_of
from funding.models import Contribution, Fund, LeverageRule, PassProgramme
from funding.rules.amounts import quantize_non_negative
from funding.rules.forecasts import Forecast, forecast
from funding.rules.leverage import Lot
from funding.rules.outcomes import Promise
from funding.rules.simulation import CostExample, Simulation, simulate
from inclusion.core.errors import DomainError, InvalidAmount
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.partners.models import Partner

#: Who gives in a simulation without a partner.
NEWCOMER = "Un nouvel opérateur"


def fund_forecast(fund: Fund, *, today: date) -> Forecast:
    """Return what came into a fund, what is still promised and the match that it would draw, by year and contributor.

    Four queries, whatever the number of rows.
    """
    lots = received_lots(fund)
    rules = LeverageRule.objects.filter(fund=fund)
    contributors = Partner.objects.filter(pk__in=Contribution.objects.filter(fund=fund).values("partner_id"))
    return forecast(
        lots,
        _promises(fund, lots, today=today),
        [terms_of(rule) for rule in rules],
        labels={str(partner.pk): str(partner) for partner in contributors},
    )


def simulated(
    fund: Fund,
    *,
    partner: Partner | None,
    year: int,
    amount: Decimal,
    today: date,
    name: str = "",
    with_promises: bool = True,
) -> Simulation:
    """Return what `amount` euros more for a year would draw, from a contributor or (None) from somebody new.

    `name` is what the steps call who gives; `with_promises` tells what the promises of all would draw afterwards.
    Five queries, whatever the number of rows. Raises DomainError for an amount below zero or with parts of a cent, a
    year outside the fund or a fund that has ended, a partner of another network.
    """
    try:
        amount = quantize_non_negative(amount)
    except InvalidAmount as refused:
        raise refused.at("amount") from None
    _refuse_year(fund, year, today=today)
    if partner is not None and partner.network_id != fund.network_id:
        raise DomainError("Cet organisme n’est pas un partenaire de ce réseau.").at("partner")
    lots = received_lots(fund)
    rules = LeverageRule.objects.filter(fund=fund)
    return simulate(
        lots,
        [terms_of(rule) for rule in rules],
        contributor="" if partner is None else str(partner.pk),
        name=name or (NEWCOMER if partner is None else str(partner)),
        year=year,
        on=_comes_in(fund, lots, year, today=today),
        amount=amount,
        pot=Fund.objects.with_pot().get(pk=fund.pk).pot,
        promised=_promises(fund, lots, today=today) if with_promises else (),
        cost_examples=_cost_examples(fund, today=today),
    )


def _refuse_year(fund: Fund, year: int, *, today: date) -> None:
    last = shown_end(fund.end)
    if today > last:
        raise DomainError(
            f"Ce fonds s’est terminé le {plain_date(last)}\u00a0: plus rien ne peut y entrer."
        ).at("year")
    if not fund.start.year <= year <= last.year:
        raise DomainError(f"L’année {year} est hors de la période du fonds «\u00a0{fund}\u00a0».").at("year")


def _comes_in(fund: Fund, lots: list[Lot], year: int, *, today: date) -> date:
    """The day on which money that is not there yet would come in.

    Today or at the beginning of its year, after all that is known to have come in, within the fund's open days.
    """
    known = max((lot.on for lot in lots), default=today)
    first = max(today, known, date(year, 1, 1), fund.start, fund.closed_until or fund.start)
    return min(first, shown_end(fund.end))


def _promises(fund: Fund, lots: list[Lot], *, today: date) -> list[Promise]:
    """What is still to come of each promise, in the order of the years and names."""
    awaited = (
        Contribution.objects.filter(fund=fund).awaited().values_list("partner_id", "year", "outstanding")
    )
    return [
        Promise(str(partner), year, outstanding, _comes_in(fund, lots, year, today=today))
        for partner, year, outstanding in awaited
    ]


def _cost_examples(fund: Fund, *, today: date) -> list[CostExample]:
    """What the fund pays for by the piece: booklets of passes."""
    programmes = PassProgramme.objects.open_on(today).filter(funded_action__fund=fund)
    found = [
        CostExample(
            f"carnet de {one.booklet_size} pass numériques",
            f"carnets de {one.booklet_size} pass numériques",
            one.booklet_value,
        )
        for one in programmes
    ]
    return list(dict.fromkeys(found))
