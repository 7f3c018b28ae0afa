"""Commissions are called, given proposals, decide them, and are closed with their minutes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from equipment.enums import Verb
from equipment.family_aid.actions.proposals import label_of, lock_aids
from equipment.family_aid.enums import AidState
from equipment.family_aid.models import AidCommission, AidProgramme, FamilyAid
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line, so_many
from inclusion.core.french.periods import plain_date

YES, NO, LATER = "yes", "no", "later"


@dataclass(frozen=True)
class Decision:
    """What is said of one family: its aid's key, yes, no or later, and why."""

    aid: int
    answer: str
    reason: str = ""


def lock_commission(commission: AidCommission) -> AidCommission:
    """Lock a commission that is not closed for this transaction. Raises DomainError for one that is."""
    locked = AidCommission.objects.select_for_update(of=("self",), no_key=True).get(pk=commission.pk)
    if locked.closed_at is not None:
        raise DomainError(
            f"Cette commission est close depuis le {plain_date(timezone.localdate(locked.closed_at))}\u00a0: "
            "son relevé de décisions ne change plus."
        )
    return locked


@transaction.atomic
def call_commission(
    programme: AidProgramme, *, held_on: date, place: str = "", members: str = "", by: Any, at: datetime
) -> AidCommission:
    """Call a sitting to come; the families that wait are put on it, the oldest proposals first."""
    if held_on < timezone.localdate(at):
        raise DomainError("Cette date est passée\u00a0: une commission se convoque pour un jour à venir.").at("held_on")
    commission = AidCommission(
        network_id=programme.network_id,
        programme=programme,
        held_on=held_on,
        place=one_line(place),
        members=members.strip(),
    )
    commission.full_clean()
    commission.save()
    journal.record(Verb.COMMISSION_CALLED, on=commission, by=by, at=at, programme=programme.pk)
    waiting = FamilyAid.objects.to_decide().filter(programme=programme, commission=None)
    _put(commission, lock_aids(waiting.values_list("pk", flat=True)).values(), by=by, at=at)
    return commission


def _put(commission: AidCommission, aids: Collection[FamilyAid], *, by: Any, at: datetime) -> int:
    """Put proposals on a sitting; those that were decided or put elsewhere meanwhile stay where they are."""
    free = [one.pk for one in aids if one.state == AidState.PROPOSED and one.commission_id is None]
    if free:
        FamilyAid.objects.filter(pk__in=free).update(commission=commission)
        journal.record(Verb.COMMISSION_LISTED, on=commission, by=by, at=at, count=len(free))
    return len(free)


@transaction.atomic
def change_commission(commission: AidCommission, *, by: Any, at: datetime, **fields: Any) -> AidCommission:
    """Change the day, the place, the members or the minutes of a sitting that is not closed.

    Raises DomainError for a day before the last proposal that is on it, and for one after what it decided or granted.
    """
    commission = lock_commission(commission)
    if (held_on := fields.get("held_on")) not in (None, commission.held_on):
        _refuse_too_early(commission, held_on)
        _refuse_too_late(commission, held_on, today=timezone.localdate(at))
    for name, value in fields.items():
        setattr(commission, name, value)
    commission.full_clean()
    commission.save()
    journal.record(Verb.COMMISSION_CHANGED, on=commission, by=by, at=at, fields=sorted(fields))
    return commission


def _refuse_too_early(commission: AidCommission, held_on: date) -> None:
    last = commission.aids.aggregate(last=Max("proposed_at"))["last"]
    if last is None or held_on >= (proposed_on := timezone.localdate(last)):
        return
    raise DomainError(
        f"Une famille de cette commission est proposée depuis le {plain_date(proposed_on)}\u00a0: elle ne peut pas "
        "s’être tenue avant."
    ).at("held_on")


def _refuse_too_late(commission: AidCommission, held_on: date, *, today: date) -> None:
    """Refuse a day to come once something is decided, and one after a device that was granted is given."""
    decided = commission.aids.exclude(decided_at=None)
    given_at = decided.aggregate(first=Min("given_at"))["first"]
    last = timezone.localdate(given_at) if given_at else today
    if held_on <= last or not decided.exists():
        return
    why = "un appareil qu’elle a accordé est remis" if given_at else "ses décisions sont déjà écrites"
    when = f" le {plain_date(last)}" if given_at else ""
    raise DomainError(
        f"La date ne change pas ainsi\u00a0: {why}{when}, elle s’est tenue le {plain_date(last)} au plus tard."
    ).at("held_on")


@transaction.atomic
def put_on(commission: AidCommission, keys: Collection[int], *, by: Any, at: datetime) -> int:
    """Put families that wait on a sitting of their programme; return how many. Raises DomainError where none is."""
    commission = lock_commission(commission)
    own = FamilyAid.objects.filter(
        pk__in=list(keys), programme=commission.programme_id, proposed_at__date__lte=commission.held_on
    )
    count = _put(commission, lock_aids(own.values_list("pk", flat=True)).values(), by=by, at=at)
    if not count:
        raise DomainError("Cochez au moins une famille qui attend, proposée avant la fin du jour de la commission.").at(
            "aids"
        )
    return count


@transaction.atomic
def decide(commission: AidCommission, decisions: Sequence[Decision], *, by: Any, at: datetime) -> dict[str, int]:
    """Write what a sitting decides, all of it or nothing; return how many families had yes, no and later.

    « Later » takes the family off this sitting, for another one. Raises DomainError at `reason_<key>` for a no without
    its reason, and at `answer_<key>` for a family of which something else was decided meanwhile.
    """
    commission = lock_commission(commission)
    if commission.held_on > timezone.localdate(at):
        raise DomainError(
            f"Cette commission se tient le {plain_date(commission.held_on)}\u00a0: ses décisions s’écrivent à "
            "partir de ce jour. Si elle s’est tenue plus tôt, changez d’abord sa date."
        )
    count = {YES: 0, NO: 0, LATER: 0}
    aids = lock_aids([one.aid for one in decisions])
    for one in sorted(decisions, key=lambda decision: decision.aid):
        aid = aids.get(one.aid)
        if aid is None or aid.commission_id != commission.pk or aid.state != AidState.PROPOSED:
            raise DomainError(
                "Cette famille n’attend plus de décision ici\u00a0: quelqu’un l’a décidée, retirée ou reportée "
                "entre-temps."
            ).at(f"answer_{one.aid}")
        if one.answer == NO and not one.reason.strip():
            raise DomainError("Indiquez pourquoi, pour que l’organisme puisse l’expliquer à la famille.").at(
                f"reason_{one.aid}"
            )
        _write(aid, commission, one, by=by, at=at)
        count[one.answer] += 1
    if not any(count.values()):
        raise DomainError("Choisissez une réponse pour une famille au moins.")
    return count


def _write(aid: FamilyAid, commission: AidCommission, decision: Decision, *, by: Any, at: datetime) -> None:
    if decision.answer == LATER:
        aid.commission = None
        aid.save(update_fields=["commission"])
        journal.record(Verb.AID_POSTPONED, on=aid, by=by, at=at, label=label_of(aid), commission=commission.pk)
        return
    to = AidState.ACCEPTED if decision.answer == YES else AidState.REFUSED
    states.move(aid, to, by=by, at=at, reason=decision.reason.strip(), decided_at=at, decided_by=by)
    journal.record(Verb.AID_DECIDED, on=aid, by=by, at=at, label=label_of(aid), to=str(to))


@transaction.atomic
def close_commission(commission: AidCommission, *, minutes: str, by: Any, at: datetime) -> AidCommission:
    """Close a sitting with its minutes. Raises DomainError while a family on it has no decision."""
    commission = lock_commission(commission)
    if commission.held_on > timezone.localdate(at):
        raise DomainError(
            f"Cette commission ne s’est pas encore tenue\u00a0: elle est prévue le {plain_date(commission.held_on)}."
        )
    left = commission.aids.filter(state=AidState.PROPOSED).count()
    if left:
        raise DomainError(
            f"{so_many(left, 'famille n’a', 'familles n’ont')} pas de décision\u00a0: répondez oui, non, ou reportez "
            "à une autre commission."
        )
    commission.closed_at, commission.minutes = at, minutes.strip()
    commission.save(update_fields=["closed_at", "minutes"])
    journal.record(Verb.COMMISSION_CLOSED, on=commission, by=by, at=at)
    return commission
