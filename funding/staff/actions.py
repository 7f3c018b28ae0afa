"""Posts are put into the register, their holders are noted, offers to fill them are published.

Lock order: the post, then what is of it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from funding.enums import Verb
from funding.staff.enums import OfferClosing, Outcome, Payer
from funding.staff.models import JobOffer, PostHolder, StaffPost
from funding.staff.rules import Span, fte_figure, months_from, most_at_once
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.registry.links import change_link
from inclusion.core.scope import active_network
from inclusion.mediators.actions.entries import refuse_numbers
from inclusion.mediators.models import Helper

#: What of a co-financed post its request says.
FROM_REQUEST = ("kind", "title", "employer", "paid_by", "territory", "fte", "start", "end")


#: How far ahead an arrival is noted and an offer is open, in months.
MONTHS_AHEAD = 12


def lock_staff_post(post: StaffPost) -> StaffPost:
    """Lock a post until the transaction ends."""
    return StaffPost.objects.select_for_update(of=("self",)).get(pk=post.pk)


# -- Posts


@transaction.atomic
def add_staff_post(*, by: Any, at: datetime, **fields: Any) -> StaffPost:
    """Put a post into the register; `linked_key`: what it serves.

    Raises DomainError for a co-financed one, which comes with its request, ValidationError for a field that is wrong.
    """
    _refuse_co_financing(fields)
    post, key = StaffPost(network=active_network()), fields.pop("linked_key", None)
    _fill(post, fields)
    post.save()
    change_link(post, key)
    journal.record(Verb.STAFF_ADDED, on=post, by=by, at=at)
    return post


@transaction.atomic
def add_co_financed(*, by: Any, at: datetime, **fields: Any) -> StaffPost:
    """Put a post into the register whose request was accepted, as the request says it."""
    post = StaffPost(network=active_network(), paid_by=Payer.CO_FINANCED)
    _fill(post, fields)
    post.save()
    journal.record(Verb.STAFF_ADDED, on=post, by=by, at=at)
    return post


@transaction.atomic
def change_staff_post(post: StaffPost, *, by: Any, at: datetime, **fields: Any) -> StaffPost:
    """Change a post. Raises DomainError for what its request says, for less than agreements pay or holders hold."""
    post = lock_staff_post(post)
    key = fields.pop("linked_key", None)
    if post.is_co_financed:
        fields = {name: value for name, value in fields.items() if name not in FROM_REQUEST}
    else:
        _refuse_co_financing(fields)
    _fill(post, fields)
    paid = most_at_once([one.span for one in post.agreement_fte.select_related("agreement")])
    if paid > post.fte:
        raise DomainError(
            f"Les conventions paient {fte_figure(paid)}\u00a0ETP de ce poste\u00a0: il n’en compte pas moins."
        ).at("fte")
    _refuse_holders_outside(post)
    post.save()
    change_link(post, key)
    journal.record(Verb.STAFF_CHANGED, on=post, by=by, at=at)
    _close_what_is_settled(post, by=by, at=at)
    return post


def _refuse_co_financing(fields: Mapping[str, Any]) -> None:
    if fields.get("paid_by") == Payer.CO_FINANCED:
        raise DomainError("Un poste cofinancé entre au registre quand sa demande est retenue.").at("paid_by")


def _fill(post: StaffPost, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(post, name, one_line(value) if name == "title" else value)
    refuse_numbers(title=post.title)
    if post.end is not None and post.end <= post.start:
        raise DomainError("La fin du financement est avant son début.").at("end")
    if post.outcome and (post.end is None or post.end > (post.outcome_on or post.start)):
        raise DomainError(
            "Ce qu’est devenu ce poste est déjà noté\u00a0: sa fin ne change plus. Effacez d’abord cette réponse."
        ).at("end")
    post.full_clean()


def _refuse_holders_outside(post: StaffPost) -> None:
    spans = post.spans()
    outside = [
        one
        for one in spans
        if one.since < post.start or (post.end and (one.since >= post.end or (one.until or post.end) > post.end))
    ]
    if outside:
        raise DomainError(
            f"Un titulaire est noté depuis le {plain_date(outside[0].since)}\u00a0: les dates du poste doivent le "
            "contenir."
        ).at("start")
    if most_at_once(spans) > post.fte:
        raise DomainError("Les titulaires notés comptent plus d’ETP que cela.").at("fte")


@transaction.atomic
def remove_staff_post(post: StaffPost, *, by: Any, at: datetime) -> None:
    """Take out a post that was noted by mistake. Raises DomainError for a co-financed one and for one with holders."""
    post = lock_staff_post(post)
    if post.is_co_financed:
        raise DomainError("Ce poste vient d’une demande retenue\u00a0: il ne se retire pas ici.")
    _remove(post, by=by, at=at)


@transaction.atomic
def remove_co_financed(post: StaffPost, *, by: Any, at: datetime) -> None:
    """Take a post out whose request is retained no longer. Raises DomainError for one with holders."""
    _remove(lock_staff_post(post), by=by, at=at)


def _remove(post: StaffPost, *, by: Any, at: datetime) -> None:
    if post.holders.exists():
        raise DomainError("Un titulaire est noté sur ce poste\u00a0: retirez-le d’abord, dans le registre des postes.")
    journal.record(Verb.STAFF_REMOVED, on=post, by=by, at=at, title=post.title)
    post.delete()


@transaction.atomic
def note_outcome(
    post: StaffPost, *, outcome: str, on: date, outcome_note: str = "", by: Any, at: datetime
) -> StaffPost:
    """Note what became of a post after its financing; empty: nobody knows yet. Raises DomainError before its end."""
    post = lock_staff_post(post)
    if post.end is None or post.end > on:
        last = f", le {plain_date(shown_end(post.end))}" if post.end else ""
        raise DomainError(f"Ce que devient un poste se note une fois son financement terminé{last}.").at("on")
    if on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(on)} n’est pas encore venu.").at("on")
    refuse_numbers(outcome_note=outcome_note)
    post.outcome = Outcome(outcome) if outcome else ""
    post.outcome_on = on if outcome else None
    post.outcome_note = outcome_note.strip() if outcome else ""
    post.save(update_fields=["outcome", "outcome_on", "outcome_note"])
    journal.record(Verb.STAFF_OUTCOME, on=post, by=by, at=at)
    _close_what_is_settled(post, by=by, at=at)
    return post


# -- Holders


@transaction.atomic
def add_holder(
    post: StaffPost,
    *,
    since: date,
    until: date | None = None,
    fte: Decimal | None = None,
    helper: Helper | None = None,
    name: str = "",
    by: Any,
    at: datetime,
) -> PostHolder:
    """Note who holds a post, from a day on; without `fte` the whole of it. Its offer closes where nothing is left.

    Raises DomainError outside the days of the post and where holders would count more than it on one day.
    """
    post = lock_staff_post(post)
    refuse_numbers(name=name)
    fte = post.fte if fte is None else fte
    if helper is not None and name.strip():
        raise DomainError("Choisissez une personne du registre, ou écrivez un nom\u00a0: pas les deux.").at("name")
    if until is not None and until <= since:
        raise DomainError("Le dernier jour est avant le premier.").at("until")
    if since > months_from(timezone.localdate(at), MONTHS_AHEAD):
        raise DomainError("Notez une arrivée dans l’année qui vient, pas plus loin.").at("since")
    if (twin := post.holders.filter(helper=helper, name=one_line(name), since=since, fte=fte).first()) is not None:
        return twin
    if since < post.start or (post.end is not None and since >= post.end):
        raise DomainError(f"Ce poste est financé {post.period}\u00a0: choisissez un jour de cette période.").at("since")
    if post.end is not None and until is not None and until > post.end:
        raise DomainError(f"Le poste s’arrête le {plain_date(shown_end(post.end))}.").at("until")
    if most_at_once([*post.spans(), Span(since, until, fte)]) > post.fte:
        raise DomainError(
            f"Ce poste compte {fte_figure(post.fte)}\u00a0ETP, déjà occupés à ces dates\u00a0: notez d’abord le départ "
            "de qui l’occupe."
        ).at("since")
    holder = PostHolder(
        network_id=post.network_id, post=post, helper=helper, name=one_line(name), since=since, until=until, fte=fte
    )
    holder.full_clean()
    holder.save()
    # Who is named stays in the row alone, which can be emptied.
    journal.record(Verb.HOLDER_ADDED, on=post, by=by, at=at, since=since.isoformat())
    _close_what_is_settled(post, by=by, at=at)
    return holder


@transaction.atomic
def end_holder(holder: PostHolder, *, until: date, by: Any, at: datetime) -> PostHolder:
    """Note the first day on which somebody holds a post no longer. Raises DomainError outside the post's days."""
    post = lock_staff_post(holder.post)
    holder = PostHolder.objects.select_for_update(of=("self",)).get(pk=holder.pk)
    if until <= holder.since:
        raise DomainError(
            f"Cette personne occupe le poste depuis le {plain_date(holder.since)}\u00a0: son départ vient après."
        ).at("until")
    if post.end is not None and until > post.end:
        raise DomainError(f"Le poste s’arrête le {plain_date(shown_end(post.end))}.").at("until")
    others = [one.span for one in post.holders.exclude(pk=holder.pk)]
    if most_at_once([*others, Span(holder.since, until, holder.fte)]) > post.fte:
        raise DomainError("Quelqu’un d’autre occupe déjà ce poste à ces dates.").at("until")
    holder.until = until
    holder.save(update_fields=["until"])
    journal.record(Verb.HOLDER_LEFT, on=post, by=by, at=at, until=until.isoformat())
    return holder


@transaction.atomic
def remove_holder(holder: PostHolder, *, by: Any, at: datetime) -> None:
    """Take out a holder who was noted by mistake."""
    post = lock_staff_post(holder.post)
    journal.record(Verb.HOLDER_REMOVED, on=post, by=by, at=at, since=holder.since.isoformat())
    PostHolder.objects.filter(pk=holder.pk).delete()


@transaction.atomic
def forget_holder(holder: PostHolder, *, by: Any, at: datetime) -> None:
    """Take the name of somebody who asks away; that the post was filled stays."""
    holder.name, holder.helper = "", None
    holder.save(update_fields=["name", "helper"])
    journal.record(Verb.HOLDER_FORGOTTEN, on=holder, by=by, at=at)


# -- Offers


@transaction.atomic
def publish_offer(post: StaffPost, *, apply_before: date, by: Any, at: datetime, **fields: Any) -> JobOffer:
    """Publish an offer to fill a post.

    Raises DomainError for a post that is over or that somebody holds for good, for a second offer and for a last day
    that has passed, ValidationError for a field that is wrong.
    """
    post, today = lock_staff_post(post), timezone.localdate(at)
    if post.end is not None and post.end <= today:
        raise DomainError("Le financement de ce poste est terminé\u00a0: il n’y a plus rien à pourvoir.")
    stays = sum((one.fte for one in post.holders.filter(until=None)), ZERO)
    if stays >= post.fte:
        raise DomainError("Ce poste est pourvu\u00a0: notez d’abord le départ de qui l’occupe.")
    if apply_before <= today:
        raise DomainError("Ce jour est passé\u00a0: personne ne pourrait répondre.").at("apply_before")
    if apply_before > months_from(today, MONTHS_AHEAD):
        raise DomainError("Choisissez un dernier jour dans l’année qui vient.").at("apply_before")
    if fields.get("fte") and fields["fte"] > post.fte:
        raise DomainError(f"Ce poste compte {fte_figure(post.fte)}\u00a0ETP\u00a0: l’offre n’en compte pas plus.").at(
            "fte"
        )
    # An offer whose last day has passed is open for nobody.
    if JobOffer.objects.open_on(today).filter(post=post).exists():
        raise DomainError("Ce poste a déjà une offre publiée\u00a0: retirez-la d’abord.")
    _close(post, OfferClosing.EXPIRED, by=by, at=at)
    texts = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    refuse_numbers(**{name: value for name, value in texts.items() if isinstance(value, str)})
    if not texts.get("email") and not texts.get("link"):
        raise DomainError("Indiquez une adresse ou un lien pour répondre.").at("email")
    offer = JobOffer(network_id=post.network_id, post=post, apply_before=apply_before, published_at=at, **texts)
    offer.full_clean()
    offer.save()
    journal.record(Verb.OFFER_PUBLISHED, on=post, by=by, at=at, offer=offer.title)
    return offer


@transaction.atomic
def retract_offer(offer: JobOffer, *, by: Any, at: datetime) -> None:
    """Take an offer off the public pages at once; one that is closed stays as it is."""
    _close(lock_staff_post(offer.post), OfferClosing.RETRACTED, by=by, at=at)


def _close_what_is_settled(post: StaffPost, *, by: Any, at: datetime) -> None:
    """Close the offer of a post that is over, or that holders hold whole for good or from today on."""
    today = timezone.localdate(at)
    there = [one for one in post.spans() if one.until is None or one.until > today]
    if post.end is not None and post.end <= today:
        _close(post, OfferClosing.EXPIRED, by=by, at=at)
    elif sum((one.fte for one in there), ZERO) >= post.fte:
        _close(post, OfferClosing.FILLED, by=by, at=at)


def _close(post: StaffPost, closing: OfferClosing, *, by: Any, at: datetime) -> None:
    """Close the offer of a locked post, where it has one."""
    if post.offers.filter(closed_at=None).update(closed_at=at, closing=closing):
        journal.record(Verb.OFFER_CLOSED, on=post, by=by, at=at, closing=str(closing.value))


@transaction.atomic
def forget_offer(offer: JobOffer, *, by: Any, at: datetime) -> None:
    """Close an offer and empty it."""
    if offer.closed_at is None:
        offer.closed_at, offer.closing = at, OfferClosing.RETRACTED
    offer.title = "Offre retirée"
    offer.mission = offer.place = offer.contact = offer.email = offer.link = ""
    offer.save(update_fields=["closed_at", "closing", "title", "mission", "place", "contact", "email", "link"])
    journal.record(Verb.OFFER_FORGOTTEN, on=offer, by=by, at=at, label="offre d’emploi")
