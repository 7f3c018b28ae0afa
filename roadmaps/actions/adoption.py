"""A body adopts a roadmap: what it said then is frozen, with the minutes."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.core.imports.uploads import checked_pdf
from inclusion.core.models.documents import Document
from inclusion.core.models.networks import User
from inclusion.meetings.models import Body
from roadmaps.actions.editing import take
from roadmaps.actions.roadmaps import tell_posts
from roadmaps.enums import RoadmapState, Verb
from roadmaps.models import Roadmap, RoadmapPrint, RoadmapVersion
from roadmaps.models.checks import adoption_conditions
from roadmaps.models.contents import content_of


def seal_of(content: dict[str, Any]) -> str:
    """The SHA-256 of a content: of its JSON with sorted keys, without spaces, in UTF-8."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


@transaction.atomic
def adopt(
    roadmap: Roadmap, *, body: Body, on: date, minutes: Document, confirmed: bool, by: User, at: datetime
) -> RoadmapVersion:
    """Freeze a version that this body adopted on this day, with the document of its minutes.

    The first one makes the roadmap adopted; each later one is the next version. `confirmed`: the coordination notes it
    itself; else it has no effect on posts and coverage before `confirm_adoption`. Raises DomainError for
    a day to come or before the last version, TransitionRefused with the sentences of what is missing.
    """
    roadmap = take(roadmap)
    if on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(on)} est à venir\u00a0: une adoption se note une fois votée.").at(
            "on"
        )
    last = roadmap.versions.first()
    if last is not None and on < last.adopted_on:
        raise DomainError(
            f"La version {last.number} a été adoptée le {plain_date(last.adopted_on)}, plus tard."
        ).at("on")
    if not roadmap.adopting_bodies().filter(pk=body.pk).exists():
        raise DomainError(f"«\u00a0{body}\u00a0» est fermée, ou l’instance d’un autre territoire.").at("body")
    if minutes.kind != DocumentKind.ROADMAP_MINUTES:
        raise DomainError("Joignez le compte rendu de l’instance qui adopte.").at("minutes")
    if roadmap.state == RoadmapState.DRAFT:
        roadmap = states.move(roadmap, RoadmapState.ADOPTED, by=by, at=at)
    elif missing := [one.missing for one in adoption_conditions(roadmap) if not one.is_met]:
        raise states.TransitionRefused(" ".join(missing))
    content = content_of(roadmap)
    seal = seal_of(content)
    if last is not None and (last.body_id, last.adopted_on, last.sha256) == (body.pk, on, seal):
        raise DomainError(
            f"Cette adoption est déjà enregistrée\u00a0: c’est la version {last.number}, et rien n’a changé depuis."
        )
    number = (roadmap.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = RoadmapVersion.objects.create(
        network_id=roadmap.network_id,
        roadmap=roadmap,
        number=number,
        body=body,
        adopted_on=on,
        minutes=minutes,
        content=content,
        sha256=seal,
        by=by,
        at=at,
    )
    if roadmap.drafted_on is None or roadmap.drafted_on > on:
        roadmap.drafted_on = on
        roadmap.save(update_fields=["drafted_on"])
    if confirmed:
        _confirm(roadmap, number=number, by=by, at=at)
    if roadmap.is_local:
        tell_posts(roadmap, drafted_on=roadmap.drafted_on, adopted_on=on if confirmed else None, by=by, at=at)
    journal.record(
        Verb.ROADMAP_ADOPTED, on=roadmap, by=by, at=at, version=number, sha256=version.sha256, body=str(body)
    )
    return version


@transaction.atomic
def adopt_with_minutes(
    roadmap: Roadmap,
    *,
    body: Body,
    on: date,
    data: bytes,
    filename: str,
    confirmed: bool,
    by: User,
    at: datetime,
) -> RoadmapVersion:
    """The same with the bytes of the minutes, which are kept only where the adoption is noted.

    Raises DomainError (at "file") for a file that is no readable PDF, and all that `adopt` raises.
    """
    minutes = store(
        checked_pdf(data, filename=filename, wanted="le compte rendu en PDF"),
        kind=DocumentKind.ROADMAP_MINUTES,
        filename=f"compte-rendu-feuille-de-route-{roadmap.pk}-{on.isoformat()}.pdf",
        media_type="application/pdf",
        by=by,
        at=at,
    )
    return adopt(roadmap, body=body, on=on, minutes=minutes, confirmed=confirmed, by=by, at=at)


@transaction.atomic
def confirm_adoption(roadmap: Roadmap, *, by: User, at: datetime) -> Roadmap:
    """Confirm for the coordination that the newest version was adopted: from now on posts and coverage count it.

    Raises DomainError where no adoption waits to be confirmed.
    """
    roadmap = Roadmap.objects.select_for_update(of=("self",), no_key=True).get(pk=roadmap.pk)
    newest = roadmap.versions.first()
    if newest is None or newest.number <= roadmap.confirmed_version:
        raise DomainError("Aucune adoption de cette feuille de route n’attend d’être confirmée.")
    _confirm(roadmap, number=newest.number, by=by, at=at)
    if roadmap.is_local and roadmap.drafted_on is not None:
        first = roadmap.versions.last() or newest
        tell_posts(roadmap, drafted_on=roadmap.drafted_on, adopted_on=first.adopted_on, by=by, at=at)
    journal.record(Verb.ROADMAP_CONFIRMED, on=roadmap, by=by, at=at, version=newest.number)
    return roadmap


def _confirm(roadmap: Roadmap, *, number: int, by: User, at: datetime) -> None:
    roadmap.confirmed_version, roadmap.confirmed_at, roadmap.confirmed_by = number, at, by
    roadmap.save(update_fields=["confirmed_version", "confirmed_at", "confirmed_by"])


@transaction.atomic
def keep_print(version: RoadmapVersion, *, pdf: bytes, by: User, at: datetime) -> Document:
    """Keep the PDF of an adopted version; the first one is kept for good."""
    Roadmap.objects.select_for_update(of=("self",), no_key=True).get(pk=version.roadmap_id)
    if known := RoadmapPrint.objects.filter(version=version).select_related("document").first():
        return known.document
    name = f"feuille-de-route-{version.roadmap_id}-version-{version.number}.pdf"
    document = store(
        pdf, kind=DocumentKind.ROADMAP, filename=name, media_type="application/pdf", by=by, at=at
    )
    made = RoadmapPrint.objects.create(network_id=version.network_id, version=version, document=document)
    journal.record(Verb.ROADMAP_PRINTED, on=made, label=str(version.roadmap), by=by, at=at)
    return document
