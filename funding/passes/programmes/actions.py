"""Open, change and close programmes of passes and the places that accept them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from funding.bank_details.actions import ask_bank_details
from funding.enums import Verb
from funding.ledger.actions import locked
from funding.ledger.models.funds import FundedAction
from funding.ledger.rules import booked
from funding.passes.programmes.labels import LANGUAGES
from funding.passes.programmes.models import PassProgramme, ProgrammePlace, ProgrammePrescriber, TrainingPlace
from funding.passes.programmes.rules import MAX_COUNTS, MIN_REMINDER_DAYS, fault_of_terms
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.hours import is_readable
from inclusion.core.french.money import brief_euros, euros
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from inclusion.territories.models import Commune

# -- Programmes

_ABOVE_ZERO = ("booklet_size", "validity_months", "yearly_limit", "claim_months")
#: What the passes that were sent say: it stays as it is once there are any.
_FROZEN = ("face_value", "booklet_size")
_TEXTS = ("name", "nature", "letter_opening", "letter_closing", "mentions", "signatory_name", "signatory_title")
#: What one session costs.
_SESSION = ("session_passes", "session_minutes")


class Terms(TypedDict, total=False):
    """The terms of a programme; see the model for what each means."""

    name: str
    face_value: Decimal
    booklet_size: int
    validity_rule: str
    validity_months: int
    tolerance_days: int
    claim_months: int
    yearly_limit: int
    envelope: Decimal | None
    nature: str
    mentions: str
    letter_opening: str
    letter_closing: str
    session_passes: int | None
    session_minutes: int | None
    signatory_name: str
    signatory_title: str
    translations: dict[str, dict[str, str]]
    unused_words: dict[str, dict[str, str]]
    reminder_days: int | None
    reminder_sms: bool


@transaction.atomic
def open_programme(
    funded_action: FundedAction,
    *,
    on: date,
    prescribers: Collection[Partner] | None = None,
    places: Collection[TrainingPlace] | None = None,
    by: User,
    at: datetime,
    **terms: Unpack[Terms],
) -> PassProgramme:
    """Open a programme whose booklets are paid by this action of a fund.

    `prescribers` and `places` are those chosen; None: all of the network. Raises DomainError for terms that cannot be.
    """
    programme = PassProgramme(network_id=funded_action.network_id, funded_action=funded_action, opened_on=on)
    _set_terms(programme, {"face_value": Decimal("10.00"), **terms})
    if PassProgramme.objects.filter(funded_action=funded_action).exists():
        raise DomainError("Cette action finance déjà un programme de pass.").at("funded_action")
    programme.save()
    _choose_prescribers(programme, prescribers)
    _choose_places(programme, places)
    journal.record(
        Verb.PROGRAMME_OPENED,
        on=programme,
        by=by,
        at=at,
        face_value=str(programme.face_value),
        size=programme.booklet_size,
    )
    return programme


@transaction.atomic
def change_programme(programme: PassProgramme, *, by: User, at: datetime, **terms: Unpack[Terms]) -> PassProgramme:
    """Change terms of a programme: they count for the booklets sent from now on, those that left keep their own.

    Raises DomainError for the value and the size of booklets once one was issued, for an envelope below what is out
    already, and for terms that cannot be.
    """
    locked(programme.funded_action.fund)  # no booklet is issued meanwhile
    programme = PassProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    before = {name: getattr(programme, name) for name in terms}
    _set_terms(programme, terms)
    changed = sorted(name for name, value in before.items() if getattr(programme, name) != value)
    _refuse_frozen(programme, changed, before)
    if "envelope" in changed:
        used = programme.value_in_use
        if programme.envelope is not None and programme.envelope < used:
            raise DomainError(
                f"Les carnets déjà envoyés prennent {euros(used)} : l’enveloppe ne peut pas être plus petite."
            ).at("envelope")
    programme.save()
    if changed:
        journal.record(Verb.PROGRAMME_CHANGED, on=programme, by=by, at=at, fields=changed)
    return programme


@transaction.atomic
def choose_prescribers(
    programme: PassProgramme, *, prescribers: Collection[Partner] | None, by: User, at: datetime
) -> PassProgramme:
    """Say which organisations may send its booklets; None: all prescribers of the network."""
    programme = PassProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    _choose_prescribers(programme, prescribers)
    chosen = None if prescribers is None else sorted(one.pk for one in prescribers)
    journal.record(Verb.PROGRAMME_CHANGED, on=programme, by=by, at=at, prescribers=chosen)
    return programme


@transaction.atomic
def choose_places(
    programme: PassProgramme, *, places: Collection[TrainingPlace] | None, by: User, at: datetime
) -> PassProgramme:
    """Say which places accept its passes, those that are out included; None: all places that accept passes."""
    programme = PassProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    _choose_places(programme, places)
    chosen = None if places is None else sorted(one.pk for one in places)
    journal.record(Verb.PROGRAMME_CHANGED, on=programme, by=by, at=at, places=chosen)
    return programme


@transaction.atomic
def close_programme(programme: PassProgramme, *, closed_on: date, by: User, at: datetime) -> PassProgramme:
    """Send no booklet from this day on; those that are out stay valid.

    Raises DomainError for a day that is over, and when the programme is closed already.
    """
    programme = PassProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    today = timezone.localdate(at)
    if programme.closed_on is not None and programme.closed_on <= today:
        raise DomainError(f"Ce programme est déjà fermé depuis le {plain_date(programme.closed_on)}.")
    if closed_on < max(today, programme.opened_on):
        raise DomainError(
            "Un programme se ferme aujourd’hui au plus tôt : des carnets ont pu partir avant."
            if closed_on < today
            else f"Ce programme ouvre le {plain_date(programme.opened_on)} : il ne se ferme pas avant."
        ).at("closed_on")
    programme.closed_on = closed_on
    programme.save(update_fields=["closed_on"])
    journal.record(Verb.PROGRAMME_CLOSED, on=programme, by=by, at=at, from_day=closed_on.isoformat())
    return programme


@transaction.atomic
def reopen_programme(programme: PassProgramme, *, by: User, at: datetime) -> PassProgramme:
    """Let booklets of a programme be sent again. Raises DomainError when it is not closed."""
    programme = PassProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if programme.closed_on is None:
        raise DomainError("Ce programme est ouvert : rien n’a changé.")
    programme.closed_on = None
    programme.save(update_fields=["closed_on"])
    journal.record(Verb.PROGRAMME_REOPENED, on=programme, by=by, at=at)
    return programme


def _set_terms(programme: PassProgramme, terms: Terms) -> None:
    """Set terms that may be; raise DomainError at the one that may not."""
    given: dict[str, Any] = dict(terms)
    for name in ("face_value", "envelope"):
        if given.get(name) is not None:
            given[name] = booked(given[name])
    for name in _TEXTS:
        if name in given:
            given[name] = given[name].strip()
    for name, value in given.items():
        setattr(programme, name, value)
    if not programme.name:
        raise DomainError("Donnez un nom à ce programme.").at("name")
    if programme.face_value <= 0 or min(getattr(programme, name) for name in _ABOVE_ZERO) <= 0:
        raise DomainError("La valeur, le nombre de pass, la validité et la limite par an sont supérieurs à zéro.")
    if programme.tolerance_days < 0:
        raise DomainError("La tolérance est un nombre de jours, ou zéro.").at("tolerance_days")
    days = programme.reminder_days
    if days is not None and not MIN_REMINDER_DAYS <= days <= MAX_COUNTS["reminder_days"]:
        raise DomainError("Le rappel part de 7 à 180 jours avant la fin.").at("reminder_days")
    if programme.envelope is not None and programme.envelope <= 0:
        raise DomainError("Une enveloppe est supérieure à zéro. Laissez vide s’il n’y en a pas.").at("envelope")
    if any(getattr(programme, name) is not None and getattr(programme, name) < 1 for name in _SESSION):
        raise DomainError("Une séance coûte un pass au moins, et dure au moins une minute.").at("session_passes")
    if unknown := set(programme.translations) - set(LANGUAGES):
        raise DomainError(f"Le portail ne traduit pas encore les lettres dans cette langue : {min(unknown)}.").at(
            "languages"
        )
    counts = ("booklet_size", "validity_months", "tolerance_days", "claim_months", "yearly_limit")
    names = (*counts, *_SESSION, *_TEXTS, "translations")
    field, sentence = fault_of_terms({name: getattr(programme, name) for name in names})
    if sentence:
        raise DomainError(sentence).at(field)


def _refuse_frozen(programme: PassProgramme, changed: list[str], before: dict[str, Any]) -> None:
    frozen = [name for name in _FROZEN if name in changed]
    if frozen and programme.booklets.exists():
        value = before.get("face_value", programme.face_value)
        size = before.get("booklet_size", programme.booklet_size)
        raise DomainError(
            f"Des carnets de {size} pass de {brief_euros(value)} ont déjà été envoyés : "
            "la valeur et le nombre de pass ne changent plus. "
            "Fermez ce programme et ouvrez-en un autre, sur une autre action du fonds."
        ).at(frozen[0])


def _choose_prescribers(programme: PassProgramme, chosen: Collection[Partner] | None) -> None:
    if chosen is not None and not chosen:
        raise DomainError("Choisissez au moins un organisme qui envoie les pass, ou tous.").at("prescribers")
    programme.all_prescribers = chosen is None
    programme.save(update_fields=["all_prescribers"])
    rows = ProgrammePrescriber.objects.filter(programme=programme)
    kept = {one.pk for one in chosen or ()}
    rows.exclude(partner_id__in=kept).delete()
    new = kept - set(rows.values_list("partner_id", flat=True))
    ProgrammePrescriber.objects.bulk_create(
        ProgrammePrescriber(network_id=programme.network_id, programme=programme, partner_id=pk) for pk in sorted(new)
    )


def _choose_places(programme: PassProgramme, chosen: Collection[TrainingPlace] | None) -> None:
    if chosen is not None and not chosen:
        raise DomainError("Choisissez au moins un lieu qui accepte les pass, ou tous.").at("places")
    programme.all_places = chosen is None
    programme.save(update_fields=["all_places"])
    rows = ProgrammePlace.objects.filter(programme=programme)
    kept = {one.pk for one in chosen or ()}
    rows.exclude(place_id__in=kept).delete()
    new = kept - set(rows.values_list("place_id", flat=True))
    ProgrammePlace.objects.bulk_create(
        ProgrammePlace(network_id=programme.network_id, programme=programme, place_id=pk) for pk in sorted(new)
    )


# -- Training places


class PlaceFields(TypedDict, total=False):
    """What is known of a place; see the model for what each means. Who runs it stays: what it is owed is theirs."""

    name: str
    address: str
    commune: Commune
    postal_code: str
    latitude: float
    longitude: float
    phone: str
    email: str
    opening_hours: str
    accepts_passes: bool
    services: list[str]
    labels: list[str]
    is_accessible: bool
    iban: str
    account_holder: str


@transaction.atomic
def open_training_place(partner: Partner, *, by: User, at: datetime, **fields: Unpack[PlaceFields]) -> TrainingPlace:
    """Add a place, run by this partner, that accepts passes. Raises DomainError for what cannot be.

    Its account counts once somebody else has confirmed it.
    """
    place = TrainingPlace(network_id=partner.network_id, partner=partner)
    iban, account_holder = fields.pop("iban", ""), fields.pop("account_holder", "")
    _set(place, fields)
    place.save()
    journal.record(Verb.TRAINING_PLACE_OPENED, on=place, by=by, at=at, partner=partner.pk)
    ask_bank_details(place, iban=iban, account_holder=account_holder, by=by, at=at)
    return place


@transaction.atomic
def change_training_place(
    place: TrainingPlace, *, by: User, at: datetime, **fields: Unpack[PlaceFields]
) -> TrainingPlace:
    """Change what is known of a place; letters written from now on show it. Raises DomainError for what cannot be.

    With `accepts_passes` false it accepts no pass any more; what it is owed stays owed. Another account counts once
    somebody else has confirmed it.
    """
    if "iban" in fields or "account_holder" in fields:
        iban = fields.pop("iban", place.iban)
        account_holder = fields.pop("account_holder", place.account_holder)
        ask_bank_details(place, iban=iban, account_holder=account_holder, by=by, at=at)
    place = TrainingPlace.objects.select_for_update(of=("self",)).get(pk=place.pk)
    before = {name: getattr(place, name) for name in fields}
    _set(place, fields)
    changed = sorted(name for name, value in before.items() if getattr(place, name) != value)
    if changed:
        place.save()
        journal.record(Verb.TRAINING_PLACE_CHANGED, on=place, by=by, at=at, fields=changed)
    return place


@transaction.atomic
def add_to_programme(place: TrainingPlace, programme: PassProgramme, *, by: User, at: datetime) -> None:
    """Let a place accept the passes of a programme that chooses its places; of another one it does so already."""
    programme = PassProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if programme.all_places or not ProgrammePlace.objects.get_or_create(programme=programme, place=place)[1]:
        return
    chosen = sorted(programme.places.values_list("pk", flat=True))
    journal.record(Verb.PROGRAMME_CHANGED, on=programme, by=by, at=at, places=chosen)


def _set(place: TrainingPlace, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(place, name, value.strip() if isinstance(value, str) else value)
    if not place.name:
        raise DomainError("Donnez le nom de ce lieu.").at("name")
    if place.opening_hours and not is_readable(place.opening_hours):
        raise DomainError(
            "Ces horaires ne suivent pas la notation d’OpenStreetMap, par exemple : Mo-Fr 09:00-12:00."
        ).at("opening_hours")
