"""Envelopes for the training of helpers: opened, allotted to intercommunalités that commit themselves, used."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import brief_euros, cents_at_least_zero
from inclusion.core.french.periods import Period, plain_date, shown_end
from inclusion.core.models.networks import User
from inclusion.core.scope import active_network
from inclusion.networks.actions import lock_network
from inclusion.territories.models import Epci
from roadmaps.coverage.models import TrainingAllotment, TrainingEnvelope, TrainingUse
from roadmaps.coverage.queries import coverage_on, envelope_of
from roadmaps.coverage.rules.allotments import NOTHING, Places, fault_of_allotment, fault_of_less, fault_of_use, sum_of
from roadmaps.coverage.rules.standing import Standing
from roadmaps.enums import Verb


@transaction.atomic
def open_envelope(
    *, name: str, amount: Decimal, minimum_places: int, start: date, end: date, by: User, at: datetime
) -> TrainingEnvelope:
    """Open an envelope of euros that trains so many helpers at least, in the days of `[start, end)`."""
    _refuse_period(start, end)
    # Of two who give one name at once, the second finds what the first wrote.
    lock_network()
    envelope = TrainingEnvelope(
        network=active_network(),
        name=" ".join(name.split()),
        amount=_above_zero(amount),
        minimum_places=minimum_places,
        start=start,
        end=end,
    )
    envelope.full_clean()
    envelope.save()
    journal.record(Verb.TRAINING_OPENED, on=envelope, by=by, at=at, amount=str(envelope.amount))
    return envelope


@transaction.atomic
def change_envelope(
    envelope: TrainingEnvelope,
    *,
    name: str,
    amount: Decimal,
    minimum_places: int,
    start: date,
    end: date,
    by: User,
    at: datetime,
) -> TrainingEnvelope:
    """Change an envelope; raises DomainError where it would hold less than what is allotted."""
    envelope = locked(envelope)
    _refuse_period(start, end)
    allotted = envelope_of(envelope).allotted.amount
    if _above_zero(amount) < allotted:
        raise DomainError(f"{brief_euros(allotted)} sont déjà attribués\u00a0: gardez autant au moins.").at("amount")
    outside = TrainingUse.objects.filter(allotment__envelope=envelope).exclude(held_on__gte=start, held_on__lt=end)
    if (use := outside.order_by("held_on", "pk").first()) is not None:
        raise DomainError(
            f"La formation «\u00a0{use}\u00a0» du {plain_date(use.held_on)} serait hors de ces jours."
        ).at("start" if use.held_on < start else "end")
    before = {field: getattr(envelope, field) for field in ("name", "amount", "minimum_places", "start", "end")}
    envelope.name, envelope.amount, envelope.minimum_places = " ".join(name.split()), amount, minimum_places
    envelope.start, envelope.end = start, end
    envelope.full_clean()
    envelope.save()
    changed = sorted(field for field, value in before.items() if getattr(envelope, field) != value)
    if changed:
        journal.record(Verb.TRAINING_CHANGED, on=envelope, by=by, at=at, fields=changed)
    return envelope


def _above_zero(amount: Decimal) -> Decimal:
    if cents_at_least_zero(amount) == 0:
        raise DomainError("Une enveloppe vaut plus de zéro euro.").at("amount")
    return amount


def _refuse_period(start: date, end: date) -> None:
    if end <= start:
        raise DomainError("La fin vient après le début.").at("end")


def locked(envelope: TrainingEnvelope) -> TrainingEnvelope:
    """Lock the envelope until the transaction ends: whoever allots or uses it meanwhile waits."""
    return TrainingEnvelope.objects.select_for_update(of=("self",), no_key=True).get(pk=envelope.pk)


@transaction.atomic
def allot(
    envelope: TrainingEnvelope,
    *,
    epci: Epci,
    places: int,
    amount: Decimal,
    committed_on: date,
    proof: str = "",
    by: User,
    at: datetime,
) -> TrainingAllotment:
    """Give places and euros of an envelope to an intercommunalité that committed itself on this day.

    `proof` names what shows it (a deliberation, a letter); it is asked of those without roadmap, body or agreement.
    Raises DomainError naming what is left where the envelope does not hold as much, for an intercommunalité elsewhere,
    for one that has places already, for a day that cannot be and where nothing shows the commitment.
    """
    envelope = locked(envelope)
    wanted = _wanted(places, amount)
    if not Epci.objects.touching(active_network().department_id).filter(pk=epci.pk).exists():
        raise DomainError("Cette intercommunalité n’est pas du département.").at("epci")
    if envelope.allotments.filter(epci=epci).exists():
        raise DomainError(f"{epci} a déjà des places de cette enveloppe\u00a0: modifiez-les.").at("epci")
    _refuse_committed(committed_on, envelope, at)
    _refuse_unproven(epci, proof, at)
    _refuse_excess(envelope, wanted)
    allotment = TrainingAllotment.objects.create(
        network_id=envelope.network_id,
        envelope=envelope,
        epci=epci,
        places=wanted.places,
        amount=wanted.amount,
        committed_on=committed_on,
        proof=proof.strip(),
    )
    journal.record(Verb.TRAINING_ALLOTTED, on=allotment, by=by, at=at, places=places, amount=str(wanted.amount))
    return allotment


@transaction.atomic
def change_allotment(
    allotment: TrainingAllotment,
    *,
    places: int,
    amount: Decimal,
    committed_on: date,
    proof: str = "",
    by: User,
    at: datetime,
) -> TrainingAllotment:
    """Change what an intercommunalité has; not below what was used of it, not above what the envelope holds."""
    envelope = locked(allotment.envelope)
    allotment = TrainingAllotment.objects.get(pk=allotment.pk)
    wanted, had = _wanted(places, amount), Places(allotment.places, allotment.amount)
    _refuse_committed(committed_on, envelope, at)
    first = allotment.uses.order_by("held_on").values_list("held_on", flat=True).first()
    if first is not None and committed_on > first:
        raise DomainError(
            f"Une formation est notée le {plain_date(first)}\u00a0: elle s’est engagée ce jour-là au plus tard."
        ).at("committed_on")
    _refuse_unproven(allotment.epci, proof, at)
    _refuse_excess(envelope, wanted, instead_of=had)
    if fault := fault_of_less(_used(allotment), wanted):
        raise DomainError(fault[1]).at(fault[0])
    allotment.places, allotment.amount = wanted.places, wanted.amount
    allotment.committed_on, allotment.proof = committed_on, proof.strip()
    allotment.save(update_fields=["places", "amount", "committed_on", "proof"])
    journal.record(Verb.TRAINING_ALLOTTED, on=allotment, by=by, at=at, places=places, amount=str(wanted.amount))
    return allotment


def _wanted(places: int, amount: Decimal) -> Places:
    if places < 1:
        raise DomainError("Attribuez une place au moins.").at("places")
    return Places(places, cents_at_least_zero(amount))


def _refuse_excess(envelope: TrainingEnvelope, wanted: Places, *, instead_of: Places = NOTHING) -> None:
    if fault := fault_of_allotment(envelope_of(envelope), wanted, instead_of=instead_of):
        raise DomainError(fault).at("amount")


def _refuse_committed(on: date, envelope: TrainingEnvelope, at: datetime) -> None:
    if on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(on)} est à venir\u00a0: un engagement se note une fois pris.").at(
            "committed_on"
        )
    if on >= envelope.end:
        raise DomainError(f"L’enveloppe prend fin le {plain_date(shown_end(envelope.end))}.").at("committed_on")


def _refuse_unproven(epci: Epci, proof: str, at: datetime) -> None:
    """Raise DomainError for an intercommunalité that neither a roadmap, a body, an agreement nor a paper commits."""
    one = next(one for one in coverage_on(timezone.localdate(at)) if one.epci.pk == epci.pk)
    if one.standing == Standing.GAP and not proof.strip():
        raise DomainError(
            f"{epci} n’a encore ni feuille de route, ni instance, ni convention : indiquez la délibération ou le "
            "courrier par lequel elle s’engage."
        ).at("proof")


def _used(allotment: TrainingAllotment) -> Places:
    return sum_of(Places(*row) for row in allotment.uses.order_by("pk").values_list("places", "amount"))


@transaction.atomic
def withdraw_allotment(allotment: TrainingAllotment, *, by: User, at: datetime) -> None:
    """Take places back of which none was used; raises DomainError otherwise."""
    locked(allotment.envelope)
    allotment = TrainingAllotment.objects.select_related("epci").get(pk=allotment.pk)
    used = _used(allotment)
    if used.places:
        trained = "personne a déjà été formée" if used.places == 1 else "personnes ont déjà été formées"
        raise DomainError(
            f"{used.places}\u00a0{trained} sur ces places\u00a0: elles ne se retirent pas. "
            "Ramenez-les plutôt à ce nombre."
        )
    journal.record(
        Verb.TRAINING_WITHDRAWN, on=allotment, by=by, at=at, places=allotment.places, amount=str(allotment.amount)
    )
    allotment.delete()


@transaction.atomic
def record_use(
    allotment: TrainingAllotment, *, label: str, held_on: date, places: int, amount: Decimal, by: User, at: datetime
) -> TrainingUse:
    """Note a training that took place: how many were trained, what it cost.

    Raises DomainError where it goes beyond the places or the euros that were allotted, naming what is left, and for a
    day that is to come, outside the envelope, or before the intercommunalité committed itself.
    """
    envelope = locked(allotment.envelope)
    allotment = TrainingAllotment.objects.get(pk=allotment.pk)
    wanted = _wanted(places, amount)
    if held_on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(held_on)} est à venir\u00a0: notez la formation une fois tenue.").at(
            "held_on"
        )
    days = Period(envelope.start, envelope.end)
    if not days.holds(held_on):
        raise DomainError(f"L’enveloppe vaut {envelope.period}.").at("held_on")
    if held_on < allotment.committed_on:
        raise DomainError(
            f"L’intercommunalité s’est engagée le {plain_date(allotment.committed_on)}\u00a0: indiquez ce jour ou un "
            "jour qui suit, ou corrigez le jour de son engagement."
        ).at("held_on")
    if fault := fault_of_use(Places(allotment.places, allotment.amount), _used(allotment), wanted):
        raise DomainError(fault[1]).at(fault[0])
    use = TrainingUse(
        network_id=allotment.network_id,
        allotment=allotment,
        label=" ".join(label.split()),
        held_on=held_on,
        places=wanted.places,
        amount=wanted.amount,
    )
    use.full_clean()
    use.save()
    journal.record(
        Verb.TRAINING_USED, on=use, by=by, at=at, allotment=allotment.pk, places=places, amount=str(wanted.amount)
    )
    return use


@transaction.atomic
def withdraw_use(use: TrainingUse, *, by: User, at: datetime) -> None:
    """Take back a training that was noted by mistake; its places and euros are free again."""
    locked(use.allotment.envelope)
    use = TrainingUse.objects.get(pk=use.pk)
    journal.record(
        Verb.TRAINING_WITHDRAWN,
        on=use,
        by=by,
        at=at,
        allotment=use.allotment_id,
        places=use.places,
        amount=str(use.amount),
    )
    use.delete()
