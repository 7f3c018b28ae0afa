"""A family is proposed for an aid; the proposal is changed or withdrawn; invariants of aids."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from equipment.enums import Verb
from equipment.family_aid.enums import AidState
from equipment.family_aid.models import AidProgramme, FamilyAid, SessionAttendance, TrainingSession
from equipment.family_aid.queries import path_read, with_path
from equipment.family_aid.rules import YOUNGEST_PARENT
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.likeness import Identity
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import Network, User
from inclusion.core.registry.invariants import register_invariant
from inclusion.partners.models import Partner
from inclusion.people.actions.files import add_person, keep_longer, refuse_known
from inclusion.people.models import Beneficiary

#: States in which somebody has an aid of a programme, or had it.
_STANDS = [state for state in AidState if state not in (AidState.REFUSED, AidState.WITHDRAWN)]


def label_of(aid: FamilyAid) -> str:
    """What the journal calls an aid: no name."""
    return f"Aide n° {aid.pk}"


def lock_aids(keys: Collection[int]) -> dict[int, FamilyAid]:
    """Lock these aids for this transaction, by their key.

    First the files of their people, then the aids, in one order, as whoever empties a file does.
    """
    keys = list(keys)
    people = Beneficiary.objects.select_for_update(of=("self",), no_key=True)
    list(people.filter(pk__in=FamilyAid.objects.filter(pk__in=keys).values("person")).order_by("pk"))
    found = FamilyAid.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return {aid.pk: aid for aid in found.select_related("programme", "person").order_by("pk")}


def lock_aid(aid: FamilyAid) -> FamilyAid:
    """Lock one aid and the file of its person for this transaction. Raises DomainError where the file was emptied."""
    locked = lock_aids([aid.pk])[aid.pk]
    if locked.person.anonymised_at is not None:
        raise DomainError("La fiche de cette personne a été effacée\u00a0: son aide ne change plus.")
    return locked


@transaction.atomic
def propose(
    person: Beneficiary, *, programme: AidProgramme, proposed_for: Partner, by: User, at: datetime, **fields: Any
) -> FamilyAid:
    """Propose somebody's family in the name of an organisation.

    Raises DomainError for a programme that is closed, for somebody who has an aid of it already, and (at "birth_year")
    for a child.
    """
    today = timezone.localdate(at)
    if not AidProgramme.objects.open_on(today).filter(pk=programme.pk).exists():
        raise DomainError(f"L’aide «\u00a0{programme}\u00a0» n’est plus ouverte aux propositions.").at("programme")
    person = Beneficiary.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if person.anonymised_at is not None:
        raise DomainError("Cette fiche a été effacée\u00a0: elle ne peut plus être proposée.")
    if person.birth_year and person.birth_year > today.year - YOUNGEST_PARENT:
        raise DomainError(
            "Une famille est proposée au nom d’un parent\u00a0: une personne née en "
            f"{person.birth_year} est trop jeune. Vérifiez l’année de naissance."
        ).at("birth_year")
    has = FamilyAid.objects.filter(programme=programme, person=person, state__in=_STANDS)
    if (one := has.select_related("proposed_for").first()) is not None:
        raise DomainError(
            f"{person} a déjà une aide de ce programme, proposée le "
            f"{plain_date(timezone.localdate(one.proposed_at))} ({one.proposed_for})."
        )
    aid = FamilyAid(
        network_id=programme.network_id,
        programme=programme,
        person=person,
        proposed_for=proposed_for,
        proposed_by=by,
        proposed_at=at,
        **fields,
    )
    aid.full_clean()
    aid.save()
    keep_longer(person, used_on=today, by=by, at=at)
    journal.record(Verb.AID_PROPOSED, on=aid, by=by, at=at, label=label_of(aid), programme=programme.pk)
    return aid


@transaction.atomic
def propose_new(
    person: dict[str, Any],
    *,
    among: QuerySet[Beneficiary],
    different_from: Iterable[int],
    programme: AidProgramme,
    proposed_for: Partner,
    by: User,
    at: datetime,
    **fields: Any,
) -> FamilyAid:
    """Open the file of somebody new and propose the family: both or neither.

    Raises KnownAlready when `among` has somebody alike who is not in `different_from`.
    """
    one = Identity(
        person["first_name"],
        person["last_name"],
        person.get("birth_year"),
        person.get("postal_code", ""),
        person.get("town", ""),
    )
    refuse_known(one, followed_by=proposed_for, among=among, different_from=different_from)
    opened = add_person(followed_by=proposed_for, consent_on=timezone.localdate(at), by=by, at=at, **person)
    return propose(opened, programme=programme, proposed_for=proposed_for, by=by, at=at, **fields)


@transaction.atomic
def change_proposal(aid: FamilyAid, *, by: User, at: datetime, **fields: Any) -> FamilyAid:
    """Change what was said of a family, as long as no commission has decided."""
    aid = lock_aid(aid)
    if aid.state != AidState.PROPOSED:
        raise DomainError(
            f"Cette proposition est «\u00a0{aid.get_state_display().lower()}\u00a0»\u00a0: elle ne change plus."
        )
    changed = sorted(name for name, value in fields.items() if getattr(aid, name) != value)
    for name in changed:
        setattr(aid, name, fields[name])
    if changed:
        aid.full_clean()
        aid.save(update_fields=changed)
        journal.record(Verb.AID_PROPOSAL_CHANGED, on=aid, by=by, at=at, label=label_of(aid), fields=changed)
    return aid


@transaction.atomic
def withdraw(aid: FamilyAid, *, reason: str, by: Any, at: datetime) -> FamilyAid:
    """Take a proposal back, with the reason, before a device was given; the family's seats are free again."""
    lock_aid(aid)
    aid = states.move(aid, AidState.WITHDRAWN, by=by, at=at, reason=reason.strip())
    SessionAttendance.objects.filter(aid=aid, noted_at=None).delete()
    journal.record(Verb.AID_WITHDRAWN, on=aid, by=by, at=at, label=label_of(aid))
    return aid


# -- Invariants of aids for families, checked each night


def misjudged_paths(network: Network) -> list[dict[str, Any]]:
    """Paths that are said to be complete and are not, or go on though all was followed."""
    followed = with_path(FamilyAid.objects.filter(state__in=[AidState.GIVEN, AidState.COMPLETED]))
    paths = [(aid, path_read(aid)) for aid in followed.order_by("pk")]
    return [
        {"aid": aid.pk, "attended": path.attended}
        for aid, path in paths
        if path.is_complete != (aid.state == AidState.COMPLETED)
    ]


def crowded_sessions(network: Network) -> list[dict[str, Any]]:
    """Sessions with more families than seats."""
    found = TrainingSession.objects.with_seats().filter(taken__gt=F("seats"))
    return [{"session": key, "taken": taken} for key, taken in found.values_list("pk", "taken")]


def register() -> None:
    """Have the aids proven beside the ledger."""
    register_invariant(
        "aid_paths_followed",
        "un parcours est terminé quand tout ce qui était promis est suivi, et alors seulement",
        misjudged_paths,
    )
    register_invariant("session_seats", "aucune séance n’a plus de familles que de places", crowded_sessions)
