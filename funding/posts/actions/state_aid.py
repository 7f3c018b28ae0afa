"""Schedules of State aid: written, changed, removed; the plans of draft posts follow, submitted posts do not change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from funding.enums import Verb
from funding.posts.enums import PostState
from funding.posts.models import Post, PostYear, StateAidSchedule, StateAidYear
from funding.posts.rules.plans import prorated
from funding.posts.rules.state_aid import AidSchedule, aid_for, known_waves
from funding.posts.rules.years import Shares, amount_at, year_plan
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import months_between, shown_period
from inclusion.core.models.networks import User

#: No contract is paid for longer.
MAX_YEARS = 6


@dataclass(frozen=True)
class ScheduleTerms:
    """What a schedule says: for which contracts, `[start, end)`, and the euros and the bonus of each year."""

    name: str
    private: bool
    start: date
    end: date | None
    paid_until: date | None
    years: Sequence[tuple[Decimal, Decimal]]

    def as_rule(self) -> AidSchedule:
        """The same as the rules compute with it."""
        amounts, uplifts = (tuple(column) for column in zip(*self.years, strict=True)) if self.years else ((), ())
        return AidSchedule(self.name, self.private, self.start, self.end, amounts, uplifts, self.paid_until)


@dataclass(frozen=True)
class Effect:
    """A draft post that other schedules would change: what the State would pay of it over its years."""

    post: Post
    before: Decimal
    after: Decimal


@transaction.atomic
def begin_with_known_waves(*, by: User, at: datetime) -> list[StateAidSchedule]:
    """Write the known waves as the network's own schedules. Raises DomainError where it has some already."""
    if StateAidSchedule.objects.exists():
        raise DomainError("Votre réseau a déjà ses barèmes\u00a0: modifiez-les.")
    return [_write(StateAidSchedule(), _terms_of(wave), done="repris", by=by, at=at) for wave in known_waves()]


def _terms_of(wave: AidSchedule) -> ScheduleTerms:
    years = [
        (wave.amount_of(year), wave.amount_of(year, uplifted=True) - wave.amount_of(year))
        for year in range(len(wave.amounts))
    ]
    return ScheduleTerms(wave.name, wave.private, wave.start, wave.end, wave.paid_until, years)


@transaction.atomic
def add_schedule(terms: ScheduleTerms, *, by: User, at: datetime) -> StateAidSchedule:
    """Write one more schedule; a network that had none keeps the known waves beside it."""
    _refuse(terms, beside=rules_without(None))
    if not StateAidSchedule.objects.exists():
        begin_with_known_waves(by=by, at=at)
    return _changing(lambda: _write(StateAidSchedule(), terms, done="ajouté", by=by, at=at), by=by, at=at)


@transaction.atomic
def change_schedule(schedule: StateAidSchedule, terms: ScheduleTerms, *, by: User, at: datetime) -> StateAidSchedule:
    """Write a schedule anew; draft posts follow. Raises DomainError at its parameter for terms that cannot be."""
    schedule = StateAidSchedule.objects.select_for_update().get(pk=schedule.pk)
    _refuse(terms, beside=rules_without(schedule))
    return _changing(lambda: _write(schedule, terms, done="modifié", by=by, at=at), by=by, at=at)


@transaction.atomic
def remove_schedule(schedule: StateAidSchedule, *, by: User, at: datetime) -> None:
    """Delete a schedule; draft posts follow."""
    schedule = StateAidSchedule.objects.select_for_update().get(pk=schedule.pk)
    journal.record(Verb.STATE_AID_CHANGED, on=schedule, by=by, at=at, done="retiré")
    _changing(schedule.delete, by=by, at=at)


def rules_without(schedule: StateAidSchedule | None) -> list[AidSchedule]:
    """The schedules that the network computes with, this one left out; none of its own means the known waves."""
    rows = StateAidSchedule.objects.prefetch_related("years")
    if not rows:
        return list(known_waves())
    return [row.as_rule() for row in rows if schedule is None or row.pk != schedule.pk]


def rules_with(schedule: StateAidSchedule | None, terms: ScheduleTerms | None) -> list[AidSchedule]:
    """The schedules as they would be with these terms in place of a schedule, or beside all (None: without it)."""
    kept = rules_without(schedule)
    if terms is None:
        return kept or list(known_waves())
    return sorted([*kept, terms.as_rule()], key=lambda one: (one.start, one.private))


def _refuse(terms: ScheduleTerms, *, beside: list[AidSchedule]) -> None:
    """Refuse terms that cannot be, and a contract that two schedules would pay."""
    if not terms.name.strip():
        raise DomainError("Donnez un nom à ce barème.").at("name")
    if terms.end is not None and terms.end <= terms.start:
        raise DomainError("Le dernier jour est avant le premier.").at("end")
    if not terms.years or len(terms.years) > MAX_YEARS:
        raise DomainError(f"Écrivez une à {MAX_YEARS} années\u00a0; 0 si l’État ne paie rien.").at("amount_1")
    for number, (amount, uplift) in enumerate(terms.years, start=1):
        amount_at(f"amount_{number}", amount)
        amount_at(f"uplift_{number}", uplift)
    for other in beside:
        meets = (other.end is None or terms.start < other.end) and (terms.end is None or other.start < terms.end)
        if other.private == terms.private and meets:
            raise DomainError(
                f"Le barème «\u00a0{other.name}\u00a0» prend déjà des contrats commencés {_taken(other)}. "
                "Un contrat ne suit qu’un barème\u00a0: changez les dates de l’un des deux."
            ).at("start")


def _taken(schedule: AidSchedule) -> str:
    if schedule.end is None:
        return f"à partir du {schedule.start:%d/%m/%Y}"
    return shown_period(schedule.start, schedule.end)


def _write(schedule: StateAidSchedule, terms: ScheduleTerms, *, done: str, by: User, at: datetime) -> StateAidSchedule:
    schedule.name = " ".join(terms.name.split())
    schedule.private, schedule.start, schedule.end = terms.private, terms.start, terms.end
    schedule.paid_until = terms.paid_until
    schedule.save()
    schedule.years.all().delete()
    StateAidYear.objects.bulk_create(
        StateAidYear(network_id=schedule.network_id, schedule=schedule, number=number, amount=amount, uplift=uplift)
        for number, (amount, uplift) in enumerate(terms.years, start=1)
    )
    journal.record(Verb.STATE_AID_CHANGED, on=schedule, by=by, at=at, done=done)
    return schedule


def effects_of(after: Sequence[AidSchedule]) -> list[Effect]:
    """The draft posts whose plan these schedules would change."""
    before = StateAidSchedule.objects.as_rules()
    drafts = Post.objects.filter(state=PostState.DRAFT).prefetch_related("years")
    found = []
    for post in drafts:
        if changed := _changed_years(post, before, after):
            paid = sum((year.state_aid for year in post.years.all()), ZERO)
            more = sum((shares.state_aid - year.state_aid for year, shares in changed), ZERO)
            found.append(Effect(post, paid, paid + more))
    return found


def _changed_years(
    post: Post, before: Sequence[AidSchedule], after: Sequence[AidSchedule]
) -> list[tuple[PostYear, Shares]]:
    """The years of a post that follow the schedules and would change, with their new shares.

    A year whose State aid was entered manually stays as it is.
    """
    changed = []
    for year, old, new in zip(post.years.all(), _aids(post, before), _aids(post, after), strict=True):
        if year.state_aid == min(old, year.cost) != min(new, year.cost):
            plan = year_plan(cost=year.cost, state_aid=new, other_aid=_other_aid(year), collectivite=year.offered)
            changed.append((year, plan.shares))
    return changed


def _other_aid(year: PostYear) -> Decimal:
    """The other aids of a year: all of them, also where State aid left less to pay of the cost so far."""
    promised = prorated(year.post.other_aid_yearly, months=months_between(year.start, year.end))
    return promised if year.other_aid == min(promised, year.cost - year.state_aid) else year.other_aid


def _aids(post: Post, schedules: Sequence[AidSchedule]) -> list[Decimal]:
    return aid_for(
        schedules,
        start=post.start,
        months=months_between(post.start, post.end),
        private=post.private_employer,
        contract=post.contract_on,
        uplifted=post.uplifted,
        fte=post.fte,
    )


def _changing[Done](write: Callable[[], Done], *, by: User, at: datetime) -> Done:
    """Change the schedules, then finance the years of draft posts anew that followed them."""
    before = StateAidSchedule.objects.as_rules()
    done = write()
    after = StateAidSchedule.objects.as_rules()
    for post in Post.objects.filter(state=PostState.DRAFT).select_for_update(of=("self",)):
        changed = _changed_years(post, before, after)
        for year, shares in changed:
            year.state_aid, year.other_aid = shares.state_aid, shares.other_aid
            year.fund_share, year.collectivite_share = shares.fund, shares.collectivite
            year.to_find = shares.to_find
            year.save()
        if changed:
            journal.record(Verb.POST_PLANNED, on=post, by=by, at=at, because="state_aid")
    return done
