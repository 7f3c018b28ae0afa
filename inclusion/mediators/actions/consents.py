"""What somebody who helps agrees to; the personal link, the question of the year, and the end of keeping."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.documents import erase_content
from inclusion.core.errors import DomainError
from inclusion.core.mail import outbox
from inclusion.core.scope import active_network
from inclusion.mediators.actions.entries import lock_helper
from inclusion.mediators.enums import Audience, Certificate, ConsentSource, HelperMailKind, HelperVerb
from inclusion.mediators.models import Helper, HelperMail, HelperPlace, HelperTraining
from inclusion.mediators.rules import Consent, asked_before, due_mail, left_before


@transaction.atomic
def set_consent(
    helper: Helper,
    *,
    found_by: str,
    named_for: str = Audience.NOBODY,
    shares_contact: bool = False,
    source: ConsentSource,
    by: Any = None,
    at: datetime,
) -> Helper:
    """Write what somebody agrees to, with its day and who said it; it counts at once.

    Once the person has said it themselves, nobody else can agree to more in their name. Raises DomainError then, for
    what does not go together, and for somebody who left.
    """
    helper = lock_helper(helper)
    wanted = Consent(found_by, named_for, shares_contact)
    if wanted.fault:
        raise DomainError(wanted.fault).at("named_for")
    if not helper.has_not_left(on=timezone.localdate(at)):
        raise DomainError("Cette personne est partie\u00a0: plus rien n’est montré d’elle.")
    if (
        source == ConsentSource.ORGANISATION
        and helper.consent_source == ConsentSource.PERSON
        and not wanted.is_within(helper.consent)
    ):
        raise DomainError(
            "Cette personne a choisi elle-même ce qui est montré\u00a0: elle seule peut en montrer davantage, "
            "par son lien personnel."
        ).at("found_by")
    helper.found_by, helper.named_for = wanted.found_by, wanted.named_for
    helper.shares_contact = wanted.shares_contact
    helper.consent_at, helper.consent_source = at, source
    helper.full_clean()
    helper.save()
    verb = HelperVerb.WITHDRAWN if found_by == Audience.NOBODY else HelperVerb.CONSENT_CHANGED
    journal.record(verb, on=helper, by=by, at=at, label=helper.journal_label, found_by=found_by, named_for=named_for)
    return helper


def withdraw(helper: Helper, *, source: ConsentSource, by: Any = None, at: datetime) -> Helper:
    """Take back all that somebody agreed to; it counts at once."""
    return set_consent(helper, found_by=Audience.NOBODY, source=source, by=by, at=at)


@transaction.atomic
def confirm(helper: Helper, *, by: Any = None, at: datetime) -> Helper:
    """Note that an entry is right on this day; by None, it is the person who says so."""
    helper = lock_helper(helper)
    today = timezone.localdate(at)
    if not helper.has_not_left(on=today):
        raise DomainError("Cette personne est partie\u00a0: il n’y a rien à confirmer.")
    helper.confirmed_on = today
    helper.save(update_fields=["confirmed_on"])
    journal.record(HelperVerb.CONFIRMED, on=helper, by=by, at=at, label=helper.journal_label)
    return helper


# -- The personal link and the question of the year


@transaction.atomic
def send_link(helper: Helper, *, by: Any, at: datetime) -> HelperMail:
    """Send somebody a new personal link; those that were sent before no longer open anything.

    Raises DomainError where there is no address, and for somebody who left.
    """
    helper = lock_helper(helper)
    if not helper.email:
        raise DomainError("La fiche n’a pas d’adresse électronique\u00a0: ajoutez-la, puis envoyez le lien.")
    if not helper.has_not_left(on=timezone.localdate(at)):
        raise DomainError("Cette personne est partie\u00a0: son lien ne sert plus.")
    helper.link_number += 1
    helper.save(update_fields=["link_number"])
    row = outbox.enqueue_once(
        HelperMail,
        at=at,
        requeue=True,
        helper=helper,
        kind=HelperMailKind.LINK,
        since=helper.confirmed_on,
        network_id=helper.network_id,
    )
    journal.record(HelperVerb.LINK_SENT, on=helper, by=by, at=at, label=helper.journal_label)
    assert row is not None
    return row


@transaction.atomic
def ask_helpers(*, by: Any = None, at: datetime) -> list[HelperMail]:
    """Ask those of the active network whose entry is a year old whether it is right, and remind them twice.

    Return the e-mails that will leave. Each is written once for a confirmation, by a unique constraint.
    """
    today = timezone.localdate(at)
    asked = Helper.objects.not_gone(on=today).filter(confirmed_on__lte=asked_before(today)).exclude(email="")
    helpers = list(asked.order_by("pk"))
    written: dict[tuple[int, date], dict[str, date]] = defaultdict(dict)
    mails = HelperMail.objects.filter(helper__in=helpers).exclude(kind=HelperMailKind.LINK).order_by()
    for one, kind, since, moment in mails.values_list("helper", "kind", "since").annotate(Min("written_at")):
        written[one, since][kind] = timezone.localdate(moment)
    rows = [
        HelperMail(network=active_network(), helper=one, kind=kind, since=one.confirmed_on, written_at=at)
        for one in helpers
        if (kind := due_mail(one.confirmed_on, written[one.pk, one.confirmed_on], today=today))
    ]
    # Two nights at one moment: whoever comes second writes nothing.
    HelperMail.objects.bulk_create(rows, ignore_conflicts=True)
    sent = [
        mail
        for row in rows
        for mail in HelperMail.objects.filter(helper=row.helper, kind=row.kind, since=row.since, written_at=at)
    ]
    for mail in sent:
        outbox.enqueue_row(mail)
    if sent:
        journal.record(HelperVerb.ASKED, on=active_network(), by=by, at=at, helpers=len(sent))
    return sent


# -- The end of keeping


@transaction.atomic
def anonymise(helper: Helper, *, by: Any = None, at: datetime) -> Helper:
    """Empty an entry of what says who it is; status, employer and hours of training stay, for counting."""
    helper = Helper.objects.select_for_update(of=("self",), no_key=True).get(pk=helper.pk)
    if helper.anonymised_at is not None:
        return helper
    helper.first_name = helper.last_name = helper.email = helper.phone = helper.job_title = ""
    helper.found_by = helper.named_for = Audience.NOBODY
    helper.shares_contact = False
    helper.link_number = (helper.link_number or 0) + 1
    helper.services, helper.publics = [], []
    helper.left_on = helper.left_on or timezone.localdate(at)
    if helper.arrived_on is not None and helper.arrived_on >= helper.left_on:
        helper.arrived_on = None
    helper.anonymised_at = at
    helper.save()
    trainings = HelperTraining.objects.filter(helper=helper, document__isnull=False).select_related("document")
    for training in trainings:
        assert training.document is not None
        erase_content(training.document, reason="Fiche de l’aidant anonymisée", by=by, at=at)
        training.document, training.certificate = None, Certificate.SEEN
        training.save(update_fields=["document", "certificate"])
    HelperPlace.objects.filter(helper=helper).delete()
    HelperMail.objects.filter(helper=helper).delete()
    journal.record(HelperVerb.ANONYMISED, on=helper, by=by, at=at, label="Fiche d’un aidant")
    return helper


def forget_helpers(*, at: datetime) -> int:
    """Anonymise those of the active network who left a year ago; return how many."""
    gone = Helper.objects.known().filter(left_on__lte=left_before(timezone.localdate(at)))
    due = list(gone.order_by("pk"))
    for helper in due:
        anonymise(helper, at=at)
    return len(due)
