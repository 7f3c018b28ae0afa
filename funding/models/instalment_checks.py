"""What is wrong with the instalments of an agreement, in French sentences: years, days, money planned twice."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from funding.enums import AgreementState, CallState, InstalmentFlow, Verb
from funding.models.agreements import BOUND, Agreement, Instalment
from funding.models.funds import Fund
from funding.models.posts import PostYear
from funding.rules.agreements import years_touched
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.history import JournalEntry

#: Flows that go through a fund.
THROUGH_A_FUND = (InstalmentFlow.CALLED, InstalmentFlow.PAID_BY_FUND)
_BOUND = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDED)


def family_of(main: Agreement) -> list[int]:
    """Keys of an agreement and of its signed amendments: together they are what holds."""
    return [main.pk, *main.amendments.filter(state__in=_BOUND).order_by("pk").values_list("pk", flat=True)]


def instalment_fault(
    agreement: Agreement, *, payer: str, flow: InstalmentFlow, year: int, due_on: date
) -> tuple[str, str] | None:
    """Why an instalment cannot stand in an agreement: the field at fault and the sentence; None: it can."""
    main = agreement.parent or agreement
    years = years_touched(main.start, agreement.end)
    whose = f"L’échéance {of(payer)} du {plain_date(due_on)}"
    if year not in years:
        span = f"{years[0]}" if len(years) == 1 else f"{years[0]} à {years[-1]}"
        return (
            "year",
            f"{whose} est au titre de {year}\u00a0: la convention porte sur {span}. Corrigez son année.",
        )
    if due_on < main.start:
        return (
            "due_on",
            f"{whose} précède le premier jour de la convention, le {plain_date(main.start)}. Reportez-la.",
        )
    return _fund_fault(agreement.fund, flow, whose=whose, year=year, due_on=due_on)


def _fund_fault(
    fund: Fund | None, flow: InstalmentFlow, *, whose: str, year: int, due_on: date
) -> tuple[str, str] | None:
    """The same for what goes through a fund, which has days of its own."""
    if fund is None or flow not in THROUGH_A_FUND:
        return None
    span = f"du {plain_date(fund.start)} au {plain_date(shown_end(fund.end))}"
    if year not in years_touched(fund.start, fund.end):
        return (
            "year",
            f"{whose} est au titre de {year}\u00a0: le fonds «\u00a0{fund}\u00a0» va {span}. Corrigez son année.",
        )
    if not fund.start <= due_on < fund.end:
        return (
            "due_on",
            f"{whose} est hors de la période du fonds «\u00a0{fund}\u00a0», {span}. Changez son jour.",
        )
    return None


def taken_twice(main: Agreement, instalments: Iterable[Instalment]) -> list[str]:
    """Instalments of an amendment of `main` that were called, committed or settled there since it was begun."""
    family = Instalment.objects.filter(agreement__in=family_of(main)).standing()
    gone = {_mark(one) for one in family.select_related("call", "party") if _is_on_its_way(one)}
    return [
        f"L’échéance {of(str(one.party))} du {plain_date(one.due_on)} a été appelée, engagée ou versée depuis que "
        "l’avenant est commencé\u00a0: retirez-la de l’avenant."
        for one in instalments
        if _mark(one) in gone
    ]


def changed_by(one: Instalment) -> Agreement | None:
    """The amendment in preparation that plans an instalment otherwise, or no more; None: nothing is in its way.

    Called as it was, it would stand beside what the amendment plans instead.
    """
    main = one.agreement.parent or one.agreement
    amendment = main.amendments.exclude(state__in=BOUND).first()
    if amendment is None or one.commitment_id is not None:
        return None
    planned = {_mark(carried) for carried in amendment.instalments.select_related("party")}
    return None if _mark(one) in planned or one.pk in set_free_since(amendment) else amendment


def set_free_since(amendment: Agreement) -> set[int]:
    """Keys of instalments that were called or settled when an amendment was begun, which that step took back since.

    The amendment did not carry them, so that it replaces none of them: they stay due beside its own.
    """
    about = JournalEntry.objects.filter(target_model=amendment._meta.label, target_id=amendment.pk)
    begun = about.filter(verb=Verb.AGREEMENT_AMENDED).values_list("pk", flat=True).first()
    main = amendment.parent
    if begun is None or main is None:
        return set()
    keys = Instalment.objects.filter(agreement__in=family_of(main)).values_list("pk", flat=True)
    own = JournalEntry.objects.filter(target_model=Instalment._meta.label, target_id__in=list(keys))
    calls = {entry.details["call"]: entry.target_id for entry in own.filter(verb=Verb.INSTALMENT_CALLED)}
    steps = [
        (entry.pk, entry.target_id, entry.verb == Verb.INSTALMENT_UNSETTLED)
        for entry in own.filter(
            pk__gt=begun,
            verb__in=(Verb.INSTALMENT_CALLED, Verb.INSTALMENT_SETTLED, Verb.INSTALMENT_UNSETTLED),
        )
    ]
    cancelled = JournalEntry.objects.filter(verb=Verb.CALL_CANCELLED, target_id__in=calls, pk__gt=begun)
    steps += [(entry.pk, calls[entry.target_id], True) for entry in cancelled]
    # What is called only later was carried: its first step tells.
    first: dict[int, bool] = {}
    for _, key, freed in sorted(steps):
        first.setdefault(key, freed)
    return {key for key, freed in first.items() if freed}


def _is_on_its_way(one: Instalment) -> bool:
    called = one.call is not None and one.call.state == CallState.ISSUED
    return called or one.commitment_id is not None or one.settled_on is not None


def _mark(one: Instalment) -> tuple[int, str, int, Decimal, date]:
    """What tells an instalment from the others of an agreement and of its amendments."""
    return (one.party.partner_id, one.flow, one.year, one.amount, one.due_on)


def above_the_plan(agreement: Agreement, instalments: Sequence[Instalment]) -> list[str]:
    """Years of a post for which the fund would pay more than the plan of the post gives it.

    An amendment counts with what it leaves standing: what the fund has committed already.
    """
    paid = [one for one in instalments if one.flow == InstalmentFlow.PAID_BY_FUND]
    if any(one.post_year_id is None for one in paid):
        return ["Rattachez chaque échéance que le fonds paie à une année du poste."]
    planned: dict[int, Decimal] = {}
    for one in [*paid, *_committed(agreement)]:
        if one.post_year_id is not None:
            planned[one.post_year_id] = planned.get(one.post_year_id, ZERO) + one.amount
    years = PostYear.objects.filter(pk__in=planned).order_by("number", "pk")
    return [
        f"Pour l’année {year.number} du poste, les échéances que le fonds paie font {euros(planned[year.pk])}\u00a0: "
        f"le plan de financement lui en donne {euros(year.fund_share)}. Corrigez leurs montants."
        for year in years
        if planned[year.pk] > year.fund_share
    ]


def _committed(agreement: Agreement) -> Iterable[Instalment]:
    if agreement.parent is None:
        return []
    family = Instalment.objects.filter(agreement__in=family_of(agreement.parent)).standing()
    return family.filter(flow=InstalmentFlow.PAID_BY_FUND, commitment__isnull=False)
