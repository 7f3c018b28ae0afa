"""What happens to the organisations of a network."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q

from inclusion.core import journal
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind, PartnerKind, Verb
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line, search_form
from inclusion.core.imports.uploads import read_logo
from inclusion.core.models.documents import Document
from inclusion.core.models.networks import Invitation, JoinRequest, Membership
from inclusion.core.scope import active_network
from inclusion.partners.models import Contact, Partner, PartnerService
from inclusion.territories.models import Epci

#: What says which intercommunalité a partner is, and of what it is read where nobody says it.
_EPCI, _SEAT = {"epci", "epci_id"}, {"kind", "commune"}


@transaction.atomic
def add_partner(*, by: Any, at: datetime, new_logo: bytes | None = None, **fields: Any) -> Partner:
    """Add an organisation to the active network, with its logo where one is given.

    Raises django's ValidationError when a field is wrong or the SIRET is already there.
    """
    partner = Partner(network=active_network(), added_at=at, **fields)
    if not _EPCI & set(fields):
        partner.epci = _territory(partner)
    partner.full_clean()
    partner.logo = _logo(new_logo, by=by, at=at)
    partner.save()
    journal.record(Verb.PARTNER_ADDED, on=partner, by=by, at=at, kind=partner.kind)
    return partner


@transaction.atomic
def change_partner(
    partner: Partner, *, by: Any, at: datetime, new_logo: bytes | None = None, remove_logo: bool = False, **fields: Any
) -> Partner:
    """Change these fields of an organisation; the journal keeps which ones, not their values.

    Letters that were written keep the logo that they show.
    """
    if new_logo or remove_logo:
        fields["logo"] = _logo(new_logo, by=by, at=at)
    changed = sorted(name for name, value in fields.items() if getattr(partner, name) != value)
    for name in changed:
        setattr(partner, name, fields[name])
    said = _EPCI & set(fields) or not _SEAT & set(fields)
    moved = partner.epci_id is None or _SEAT & set(changed)
    if not said and moved and (epci := _territory(partner)) not in (None, partner.epci):
        partner.epci, changed = epci, sorted([*changed, "epci"])
    partner.full_clean()
    if changed:
        partner.save(update_fields=changed)
        journal.record(Verb.PARTNER_CHANGED, on=partner, by=by, at=at, fields=changed)
    return partner


def _territory(partner: Partner) -> Epci | None:
    """What an intercommunalité carries the policy of: the one of its commune."""
    is_epci = partner.kind == PartnerKind.INTERCOMMUNALITY
    return partner.commune.epci if is_epci and partner.commune else None


def _logo(data: bytes | None, *, by: Any, at: datetime) -> Document | None:
    """The logo stored as a document; DomainError for what is no picture."""
    if not data:
        return None
    picture = read_logo(data)
    name = f"logo.{'png' if picture.media_type == 'image/png' else 'jpg'}"
    return store(
        picture.data, kind=DocumentKind.PARTNER_LOGO, filename=name, media_type=picture.media_type, by=by, at=at
    )


#: What moves with an organisation when it is merged into another one. Money is not here: a ledger is never rewritten,
#: so a partner that has brought or received any keeps its own line (see `refuse_merges`).
_FOLLOWING = (
    (Membership, "partner"),
    (Invitation, "partner"),
    (JoinRequest, "partner"),
    (Contact, "partner"),
    (PartnerService, "partner"),
    (Partner, "merged_into"),  # those that were merged into the one that goes
)
_refusals: list[Any] = []
_followers: list[tuple[Any, str]] = []
_service_followers: list[tuple[Any, str]] = []
#: What names an organisation once per row of this other field: model and field → (that field, what a role is kept by).
_once: dict[tuple[Any, str], tuple[str, Callable[[Any, Any], None] | None, Q]] = {}


def follow_merges(
    model: Any,
    field: str,
    *,
    once_per: str = "",
    unite: Callable[[Any, Any], None] | None = None,
    among: Q | None = None,
) -> None:
    """Let an app or a feature say which of its rows move with a merged partner.

    `once_per` names the field whose row names an organisation once: where the kept one is there already, the row of
    the one that goes is removed, after `unite(row_that_goes, row_that_stays)` could keep what it said more. `among`:
    the rows of which this is so, if not all.
    """
    _followers.append((model, field))
    if once_per:
        _once[model, field] = once_per, unite, among or Q()


def follow_services(model: Any, field: str, *, once_per: str) -> None:
    """The same of rows that name a service, where two organisations that become one have a service of one name."""
    _service_followers.append((model, field))
    _once[model, field] = once_per, None, Q()


def _unite_services(gone: Partner, kept: Partner) -> None:
    """Make services of one name one; what the one that goes leads is led by the other one."""
    stay = {search_form(one.name): one for one in kept.services.all()}
    for service in gone.services.all():
        if stays := stay.get(search_form(service.name)):
            for model, field in _service_followers:
                _remove_doubles(model, field, service, stays)
                model.objects.filter(**{field: service}).update(**{field: stays})
            service.delete()


def _remove_doubles(model: Any, field: str, gone: Any, kept: Any) -> int:
    """Remove the rows of the one that goes where the kept one is named already; return how many."""
    if (model, field) not in _once:
        return 0
    per, unite, among = _once[model, field]
    stay = {getattr(row, f"{per}_id"): row for row in model.objects.filter(among, **{field: kept})}
    doubles = model.objects.filter(among, **{field: gone, f"{per}__in": list(stay)})
    for row in doubles:
        if unite is not None:
            unite(row, stay[getattr(row, f"{per}_id")])
    return doubles.delete()[0]


def refuse_merges(refusal: Any) -> None:
    """Let an upper app refuse a merge: called with the partner that would go, it returns a French sentence or None."""
    _refusals.append(refusal)


def merge_blockers(gone: Partner, kept: Partner) -> list[str]:
    """What prevents the merge of these two, in French sentences."""
    missing = []
    if gone.pk == kept.pk:
        missing.append("Choisissez un autre partenaire que lui-même.")
    if gone.merged_into_id or kept.merged_into_id:
        missing.append("L’un des deux a déjà été fusionné.")
    if gone.is_host:
        missing.append("Ce partenaire porte le réseau\u00a0: gardez-le et fusionnez l’autre.")
    if gone.siret and kept.siret and gone.siret != kept.siret:
        missing.append("Leurs SIRET diffèrent\u00a0: ce sont deux établissements.")
    return missing + [sentence for refusal in _refusals if (sentence := refusal(gone))]


@transaction.atomic
def merge_partners(gone: Partner, *, kept: Partner, by: Any, at: datetime) -> Partner:
    """Make two lines of the same organisation one; members, contacts, people and requests move to the kept one.

    The other line stays, marked as merged, so that old addresses still lead somewhere. Raises DomainError with
    what stands in the way.
    """
    rows = {one.pk: one for one in Partner.objects.select_for_update().filter(pk__in=[gone.pk, kept.pk])}
    gone, kept = rows[gone.pk], rows[kept.pk]
    if missing := merge_blockers(gone, kept):
        raise DomainError(" ".join(missing))
    _unite_services(gone, kept)
    moved = {}
    for model, field in (*_FOLLOWING, *_followers):
        count = _remove_doubles(model, field, gone, kept)
        moving = model.objects.filter(**{field: gone})
        repeated = list(moving) if field in getattr(model, "RECORDED", ()) else []
        count += moving.update(**{field: kept})
        for row in repeated:
            journal.record(Verb.PARTNER_REATTACHED, on=row, by=by, at=at, before=gone.pk)
        if count:
            moved[f"{model._meta.model_name}.{field}"] = count
    siret, gone.merged_into = gone.siret, kept
    gone.save(update_fields=["merged_into"])
    if siret and not kept.siret:
        kept.siret = siret
        kept.save(update_fields=["siret"])
    journal.record(Verb.PARTNER_MERGED, on=kept, by=by, at=at, gone=gone.pk, moved=moved)
    return kept


@transaction.atomic
def add_contact(partner: Partner, *, by: Any, at: datetime, **fields: Any) -> Contact:
    """Add a person to reach at this organisation."""
    contact = Contact.objects.create(partner=partner, **fields)
    journal.record(Verb.CONTACT_ADDED, on=contact, by=by, at=at, label=str(partner))
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, by: Any, at: datetime, **fields: Any) -> Contact:
    """Change how a contact is reached."""
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.save()
    journal.record(Verb.CONTACT_CHANGED, on=contact, by=by, at=at, label=str(contact.partner))
    return contact


@transaction.atomic
def remove_contact(contact: Contact, *, by: Any, at: datetime) -> None:
    """Forget a contact who leads nothing."""
    _remove_unless_it_leads(contact, Verb.CONTACT_REMOVED, by=by, at=at)


@transaction.atomic
def add_service(partner: Partner, *, name: str, by: Any, at: datetime) -> PartnerService:
    """Add a service to an organisation. Raises DomainError for a name that one of its services has."""
    Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    service = PartnerService(network_id=partner.network_id, partner=partner, name=_free_name(partner, name))
    service.full_clean()
    service.save()
    journal.record(Verb.SERVICE_ADDED, on=service, by=by, at=at, label=str(partner))
    return service


@transaction.atomic
def change_service(service: PartnerService, *, name: str, by: Any, at: datetime) -> PartnerService:
    """Rename a service; what it leads stays with it."""
    Partner.objects.select_for_update(of=("self",)).get(pk=service.partner_id)
    service.name = _free_name(service.partner, name, besides=service)
    service.full_clean()
    service.save(update_fields=["name"])
    journal.record(Verb.SERVICE_CHANGED, on=service, by=by, at=at, label=str(service.partner))
    return service


def _free_name(partner: Partner, name: str, *, besides: PartnerService | None = None) -> str:
    name = one_line(name)
    others = partner.services.exclude(pk=besides.pk) if besides else partner.services.all()
    if any(search_form(one.name) == search_form(name) for one in others):
        raise DomainError(f"Un service de ce partenaire s’appelle déjà «\u00a0{name}\u00a0».").at("name")
    return name


@transaction.atomic
def remove_service(service: PartnerService, *, by: Any, at: datetime) -> None:
    """Remove a service that leads nothing."""
    _remove_unless_it_leads(service, Verb.SERVICE_REMOVED, by=by, at=at)


def _remove_unless_it_leads(row: Contact | PartnerService, verb: Verb, *, by: Any, at: datetime) -> None:
    journal.record(verb, on=row, by=by, at=at, label=str(row.partner))
    try:
        row.delete()
    except ProtectedError as leads:
        raise DomainError(f"«\u00a0{row}\u00a0» pilote des actions\u00a0: nommez d’abord qui les reprend.") from leads
