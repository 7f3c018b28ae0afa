"""Write the texts of agreements: templates by version, the articles of one agreement, remarks on them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from funding.agreements.enums import TEXT_CHOICES
from funding.agreements.models import (
    Agreement,
    AgreementSection,
    AgreementTemplateVersion,
    SectionComment,
    TemplateSection,
)
from funding.agreements.queries.fields import body_faults, text_kind_of
from funding.enums import Verb
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.scope import active_network
from inclusion.partners.models import Partner

#: The texts that every network begins with; an article begins at each « # ».
SHIPPED = Path(__file__).resolve().parent.parent.parent / "data" / "agreement_texts"
_SHIPPED_NOTE = "Texte fourni avec le portail"

type Article = tuple[str, str]


@cache
def shipped_sections(text_kind: str) -> tuple[Article, ...]:
    """The articles of the text that a network begins with: titles and bodies."""
    text = (SHIPPED / f"{text_kind}.md").read_text(encoding="utf-8")
    articles = [part.partition("\n") for part in f"\n{text}".split("\n# ")[1:]]
    return tuple((title.strip(), body.strip()) for title, _, body in articles)


# -- Templates ---------------------------------------------------------------------------------------------------------


def newest_version(text_kind: str) -> AgreementTemplateVersion | None:
    """The version that new agreements of a kind use; None: the network has none yet."""
    published = AgreementTemplateVersion.objects.filter(text_kind=text_kind, published_at__isnull=False)
    return published.order_by("-number").first()


def version_in_hand(text_kind: str) -> AgreementTemplateVersion | None:
    """The version that is being written, where one is."""
    return AgreementTemplateVersion.objects.filter(text_kind=text_kind, published_at=None).first()


def articles_of(version: AgreementTemplateVersion | None, text_kind: str) -> tuple[Article, ...]:
    """The articles of a version; those that are shipped where there is none."""
    if version is None:
        return shipped_sections(text_kind)
    return tuple((section.title, section.body) for section in version.sections.all())


@transaction.atomic
def take_up_template(agreement: Agreement, *, by: Any, at: datetime) -> AgreementTemplateVersion:
    """Copy the newest text of its kind into an agreement that has no article yet.

    The shipped text becomes version 1 where the network has none.
    """
    kind = text_kind_of(agreement)
    version = _first_version(kind, by=by, at=at)
    AgreementSection.objects.bulk_create(
        AgreementSection(agreement=agreement, network_id=agreement.network_id, rank=rank, title=title, body=body)
        for rank, (title, body) in enumerate(articles_of(version, kind), start=1)
    )
    agreement.template_version = version
    agreement.save(update_fields=["template_version"])
    journal.record(Verb.SECTION_WRITTEN, on=agreement, by=by, at=at, template=kind, version=version.number)
    return version


def _first_version(text_kind: str, *, by: Any, at: datetime) -> AgreementTemplateVersion:
    """The newest published version; the shipped text is published as version 1 where there is none."""
    _lock_texts()
    version = newest_version(text_kind)
    if version is not None:
        return version
    version = AgreementTemplateVersion.objects.create(
        text_kind=text_kind, number=1, note=_SHIPPED_NOTE, made_by=None, published_at=at
    )
    _put_sections(version, shipped_sections(text_kind))
    journal.record(Verb.TEMPLATE_PUBLISHED, on=version, by=by, at=at, number=1)
    return version


def _lock_texts() -> None:
    """One writer of a network’s templates at a time; rows that only refer to the network may still be added."""
    network = active_network()
    type(network).objects.select_for_update(no_key=True).only("pk").get(pk=network.pk)


def _put_sections(version: AgreementTemplateVersion, sections: Sequence[Article]) -> None:
    version.sections.all().delete()
    TemplateSection.objects.bulk_create(
        TemplateSection(version=version, network_id=version.network_id, rank=rank, title=title, body=body)
        for rank, (title, body) in enumerate(sections, start=1)
    )


@transaction.atomic
def write_template(
    text_kind: str, *, sections: Sequence[Article], note: str, by: Any, at: datetime
) -> AgreementTemplateVersion:
    """Write the version in preparation of a kind of text, begun where there is none; published ones stay as they are.

    Raises DomainError at `title_1`, `body_1`… for an article without title or text, and for an unknown field.
    """
    _check_sections(text_kind, sections)
    _first_version(text_kind, by=by, at=at)
    version = version_in_hand(text_kind)
    if version is None:
        versions = AgreementTemplateVersion.objects.filter(text_kind=text_kind)
        number = (versions.aggregate(top=Max("number"))["top"] or 0) + 1
        version = AgreementTemplateVersion(text_kind=text_kind, number=number)
    version.note, version.made_by = note.strip(), by
    version.save()
    _put_sections(version, [(title.strip(), body.strip()) for title, body in sections])
    journal.record(Verb.TEMPLATE_CHANGED, on=version, by=by, at=at, number=version.number)
    return version


def _check_sections(text_kind: str, sections: Sequence[Article]) -> None:
    if text_kind not in dict(TEXT_CHOICES):
        raise DomainError("Ce modèle n’existe pas.").at("text_kind")
    if not sections:
        raise DomainError("Un modèle a au moins un article.").at("sections")
    for rank, (title, body) in enumerate(sections, start=1):
        _check_title(title, at=f"title_{rank}")
        if not body.strip():
            raise DomainError("Écrivez le texte de cet article, ou retirez-le.").at(f"body_{rank}")
        if faults := body_faults(body, text_kind):
            raise DomainError(" ".join(faults)).at(f"body_{rank}")


def _check_title(title: str, *, at: str) -> None:
    if not title.strip():
        raise DomainError("Donnez un titre à cet article.").at(at)
    if "{{" in title:
        raise DomainError("Un titre n’a pas de champ\u00a0: les champs vont dans le texte.").at(at)


@transaction.atomic
def publish_template(version: AgreementTemplateVersion, *, by: Any, at: datetime) -> AgreementTemplateVersion:
    """Publish the version in preparation: new agreements use it, those already begun keep their articles."""
    _lock_texts()
    version = AgreementTemplateVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.published_at is not None:
        raise DomainError(f"La version {version.number} de ce modèle est déjà publiée.")
    _check_sections(version.text_kind, articles_of(version, version.text_kind))
    version.published_at = at
    version.save(update_fields=["published_at"])
    journal.record(Verb.TEMPLATE_PUBLISHED, on=version, by=by, at=at, number=version.number)
    return version


# -- Articles of an agreement ------------------------------------------------------------------------------------------


def _open(agreement_id: int) -> Agreement:
    """The agreement, locked; refused where its text is no longer open."""
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement_id)
    if not agreement.is_open:
        state = agreement.get_state_display().lower()
        raise DomainError(f"Le texte de cette convention ne change plus\u00a0: elle est «\u00a0{state}\u00a0».")
    return agreement


def _checked(agreement: Agreement, *, title: str, body: str) -> tuple[str, str]:
    _check_title(title, at="title")
    if faults := body_faults(body, text_kind_of(agreement)):
        raise DomainError(" ".join(faults)).at("body")
    return title.strip(), body.strip()


@transaction.atomic
def write_section(section: AgreementSection, *, title: str, body: str, by: Any, at: datetime) -> AgreementSection:
    """Change an article of an open agreement; its text may stay empty until the agreement goes to be read."""
    agreement = _open(section.agreement_id)
    section = AgreementSection.objects.get(pk=section.pk)
    section.title, section.body = _checked(agreement, title=title, body=body)
    section.save(update_fields=["title", "body"])
    journal.record(Verb.SECTION_WRITTEN, on=agreement, by=by, at=at, article=section.title)
    return section


@transaction.atomic
def add_section(agreement: Agreement, *, title: str, body: str, by: Any, at: datetime) -> AgreementSection:
    """Add an article at the end of an open agreement."""
    agreement = _open(agreement.pk)
    title, body = _checked(agreement, title=title, body=body)
    last = agreement.sections.aggregate(top=Max("rank"))["top"] or 0
    section = AgreementSection.objects.create(agreement=agreement, rank=last + 1, title=title, body=body)
    journal.record(Verb.SECTION_WRITTEN, on=agreement, by=by, at=at, article=title)
    return section


@transaction.atomic
def remove_section(section: AgreementSection, *, by: Any, at: datetime) -> None:
    """Take an article and the remarks on it out of an open agreement."""
    agreement = _open(section.agreement_id)
    AgreementSection.objects.get(pk=section.pk).delete()
    _renumber(agreement.sections.all())
    journal.record(Verb.SECTION_WRITTEN, on=agreement, by=by, at=at, article=section.title, removed=True)


@transaction.atomic
def move_section(section: AgreementSection, *, up: bool, by: Any, at: datetime) -> None:
    """Let an article of an open agreement change places with its neighbour; at the edge nothing moves."""
    agreement = _open(section.agreement_id)
    order = list(agreement.sections.all())
    here = next(rank for rank, one in enumerate(order) if one.pk == section.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    _renumber(order)
    journal.record(Verb.SECTION_WRITTEN, on=agreement, by=by, at=at, article=section.title, moved=there + 1)


def _renumber(sections: Any) -> None:
    for rank, one in enumerate(sections, start=1):
        if one.rank != rank:
            one.rank = rank
            one.save(update_fields=["rank"])


# -- Remarks -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def comment_on(section: AgreementSection, *, text: str, partner: Partner, by: Any, at: datetime) -> SectionComment:
    """Say something on an article, for an organisation, until the agreement is signed."""
    if not text.strip():
        raise DomainError("Écrivez votre remarque.").at("text")
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=section.agreement_id)
    if agreement.is_bound:
        raise DomainError("Cette convention est signée\u00a0: ses articles ne reçoivent plus de remarque.")
    comment = SectionComment.objects.create(section=section, text=text.strip(), made_by=by, partner=partner, made_at=at)
    journal.record(Verb.SECTION_COMMENTED, on=agreement, by=by, at=at, article=section.title, partner=str(partner))
    return comment


@transaction.atomic
def resolve_comment(comment: SectionComment, *, by: Any, at: datetime) -> SectionComment:
    """Say that a remark was dealt with; a second time changes nothing."""
    comment = SectionComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.resolved_at is not None:
        return comment
    comment.resolved_at, comment.resolved_by = at, by
    comment.save(update_fields=["resolved_at", "resolved_by"])
    agreement = comment.section.agreement
    journal.record(Verb.COMMENT_RESOLVED, on=agreement, by=by, at=at, article=comment.section.title)
    return comment
