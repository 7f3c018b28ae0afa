"""Questionnaires: created, written, published, archived."""

from datetime import datetime
from typing import Any

from django.db import transaction

from evaluation.enums import Verb, VersionState
from evaluation.questionnaires.library import LIBRARY
from evaluation.questionnaires.models import Questionnaire, QuestionnaireVersion
from evaluation.questionnaires.rules import Form
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.scope import active_network


@transaction.atomic
def make_questionnaire(
    *, title: str, purpose: str, form: Form | None = None, by: Any, at: datetime, **fields: Any
) -> Questionnaire:
    """Make a questionnaire with a first version in preparation; `fields` are description, library_key and is_shared.

    Raises django's ValidationError for a title that another questionnaire bears.
    """
    questionnaire = Questionnaire(
        network=active_network(), title=one_line(title), purpose=purpose, made_at=at, **fields
    )
    questionnaire.full_clean()
    questionnaire.save()
    _draft(questionnaire, form or Form(title=questionnaire.title), number=1, at=at)
    journal.record(Verb.QUESTIONNAIRE_MADE, on=questionnaire, by=by, at=at)
    return questionnaire


@transaction.atomic
def change_questionnaire(questionnaire: Questionnaire, *, by: Any, at: datetime, **fields: Any) -> Questionnaire:
    """Change what is said of a questionnaire: title, purpose, description, is_shared."""
    questionnaire = _lock(questionnaire)
    for name, value in fields.items():
        setattr(questionnaire, name, one_line(value) if name == "title" else value)
    questionnaire.full_clean()
    questionnaire.save()
    journal.record(Verb.QUESTIONNAIRE_CHANGED, on=questionnaire, by=by, at=at, fields=sorted(fields))
    return questionnaire


@transaction.atomic
def draft_version(questionnaire: Questionnaire, *, by: Any, at: datetime) -> QuestionnaireVersion:
    """Prepare another version, with the questions of the last one; the version in preparation where there is one."""
    questionnaire = _lock(questionnaire)
    last = questionnaire.versions.last()
    if last is not None and last.state == VersionState.DRAFT:
        return last
    form = last.form if last is not None else Form(title=questionnaire.title)
    version = _draft(questionnaire, form, number=last.number + 1 if last else 1, at=at)
    journal.record(Verb.VERSION_DRAFTED, on=version, by=by, at=at)
    return version


@transaction.atomic
def write_form(
    version: QuestionnaireVersion, form: Form, *, seen: Form | None = None, by: Any, at: datetime
) -> QuestionnaireVersion:
    """Keep these questions in a version in preparation, finished or not.

    Raises DomainError for a version that is published, and where somebody else wrote since `seen`.
    """
    version = _lock_version(version)
    if seen is not None and version.form != seen:
        raise DomainError(
            "Quelqu’un d’autre a modifié ce questionnaire entre-temps\u00a0: vos changements ne sont pas enregistrés."
        )
    version.document = form.document()
    version.save(update_fields=["document"])
    vars(version).pop("form", None)
    journal.record(Verb.QUESTIONNAIRE_CHANGED, on=version.questionnaire, by=by, at=at, version=version.number)
    return version


@transaction.atomic
def publish_version(version: QuestionnaireVersion, *, changes: str = "", by: Any, at: datetime) -> QuestionnaireVersion:
    """Publish a version: it can be asked, and never changes. Raises TransitionRefused with what is wrong with it."""
    version = states.move_locked(
        _lock_version(version), VersionState.PUBLISHED, by=by, at=at, published_at=at, changes=one_line(changes)
    )
    journal.record(Verb.VERSION_PUBLISHED, on=version, by=by, at=at)
    return version


@transaction.atomic
def drop_version(version: QuestionnaireVersion, *, by: Any, at: datetime) -> None:
    """Give up a version in preparation. Raises DomainError for the only one there is."""
    version = _lock_version(version)
    if not version.questionnaire.versions.exclude(pk=version.pk).exists():
        raise DomainError("C’est la seule version de ce questionnaire\u00a0: archivez le questionnaire entier.")
    journal.record(Verb.VERSION_DROPPED, on=version, by=by, at=at)
    version.delete()


def free_title(title: str) -> str:
    """The title, with a number behind it where another questionnaire in use bears it."""
    taken = set(Questionnaire.objects.in_use().values_list("title", flat=True))
    free, number = title, 1
    while free in taken:
        number += 1
        free = f"{title} ({number})"
    return free


@transaction.atomic
def library_version(key: str, *, by: Any, at: datetime) -> QuestionnaireVersion:
    """The version of a questionnaire of the library that the network asks; taken over and published where none is."""
    known = Questionnaire.objects.in_use().filter(library_key=key).order_by("pk")
    if version := next(filter(None, (one.latest for one in known)), None):
        return version
    model = LIBRARY[key]
    made = make_questionnaire(
        title=free_title(model.form.title),
        purpose=model.purpose,
        form=model.form,
        description=model.description,
        library_key=key,
        by=by,
        at=at,
    )
    return publish_version(made.versions.get(), by=by, at=at)


@transaction.atomic
def archive_questionnaire(questionnaire: Questionnaire, *, by: Any, at: datetime) -> Questionnaire:
    """Put a questionnaire away: no new campaign asks it; those that did keep it."""
    questionnaire = _lock(questionnaire)
    if questionnaire.archived_at is None:
        questionnaire.archived_at = at
        questionnaire.save(update_fields=["archived_at"])
        journal.record(Verb.QUESTIONNAIRE_ARCHIVED, on=questionnaire, by=by, at=at)
    return questionnaire


@transaction.atomic
def restore_questionnaire(questionnaire: Questionnaire, *, by: Any, at: datetime) -> Questionnaire:
    """Take a questionnaire out again. Raises django's ValidationError where another bears its title by now."""
    questionnaire = _lock(questionnaire)
    questionnaire.archived_at = None
    questionnaire.full_clean()
    questionnaire.save(update_fields=["archived_at"])
    journal.record(Verb.QUESTIONNAIRE_RESTORED, on=questionnaire, by=by, at=at)
    return questionnaire


def _draft(questionnaire: Questionnaire, form: Form, *, number: int, at: datetime) -> QuestionnaireVersion:
    return QuestionnaireVersion.objects.create(
        network_id=questionnaire.network_id,
        questionnaire=questionnaire,
        number=number,
        document=form.document(),
        made_at=at,
    )


def _lock(questionnaire: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.select_for_update(of=("self",), no_key=True).get(pk=questionnaire.pk)


def _lock_version(version: QuestionnaireVersion) -> QuestionnaireVersion:
    """The version and its questionnaire, locked. Raises DomainError for one that is published."""
    _lock(version.questionnaire)
    version = QuestionnaireVersion.objects.select_related("questionnaire").get(pk=version.pk)
    if version.state == VersionState.PUBLISHED:
        raise DomainError("Cette version est publiée\u00a0: elle ne change plus. Préparez-en une nouvelle.")
    return version
