"""Questionnaires are made, written, published and given up; two people at once make one draft, and lose no words."""

from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from evaluation.enums import Purpose, Verb, VersionState
from evaluation.models import QuestionnaireVersion
from evaluation.questionnaires import actions
from evaluation.questionnaires.rules import Form
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.core.states import TransitionRefused
from tests.builders import AT, make_network
from tests.crowds import at_once
from tests.evaluation.builders import form_questionnaire, published
from tests.evaluation.written import EVERY_KIND
from tests.setup_data import setup_data

WHO = {"by": None, "at": AT}
OTHER = EVERY_KIND.model_copy(update={"title": "Autre titre"})


@setup_data(in_scope=True)
def inside(network):
    return network


def test_one_is_made_with_a_version_in_preparation(inside):
    made = actions.make_questionnaire(title=" Le  nôtre ", purpose=Purpose.EVENT, **WHO)
    version = made.versions.get()
    assert (made.title, version.number, version.state) == ("Le nôtre", 1, VersionState.DRAFT)
    assert version.form == Form(title="Le nôtre")
    with pytest.raises(ValidationError, match="porte déjà ce titre"):
        actions.make_questionnaire(title="Le nôtre", purpose=Purpose.EVENT, **WHO)


def test_a_title_is_free_again_once_its_questionnaire_is_put_away(inside):
    first = form_questionnaire(title="Le nôtre")
    actions.archive_questionnaire(first, **WHO)
    actions.archive_questionnaire(first, **WHO)
    assert JournalEntry.objects.filter(verb=Verb.QUESTIONNAIRE_ARCHIVED).count() == 1
    second = form_questionnaire(title="Le nôtre")
    with pytest.raises(ValidationError):
        actions.restore_questionnaire(first, **WHO)
    actions.change_questionnaire(second, title="L’autre", **WHO)
    assert actions.restore_questionnaire(first, **WHO).archived_at is None


def test_a_version_is_published_when_nothing_is_wrong_and_never_changes(inside):
    version = form_questionnaire(Form(title="Vide")).versions.get()
    with pytest.raises(TransitionRefused, match="pas encore de question"):
        actions.publish_version(version, **WHO)
    actions.write_form(version, EVERY_KIND, **WHO)
    done = actions.publish_version(version, changes=" Tout \n neuf ", **WHO)
    assert (done.state, done.changes) == (VersionState.PUBLISHED, "Tout neuf")
    for refused in (
        lambda: actions.write_form(version, OTHER, **WHO),
        lambda: actions.publish_version(version, **WHO),
        lambda: actions.drop_version(version, **WHO),
    ):
        with pytest.raises(DomainError, match="elle ne change plus"):
            refused()
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionnaireVersion.objects.filter(pk=version.pk).update(document=OTHER.document())


def test_the_next_version_begins_with_the_questions_of_the_last(inside):
    first = published()
    second = actions.draft_version(first.questionnaire, **WHO)
    assert (second.number, second.form) == (2, first.form)
    assert actions.draft_version(first.questionnaire, **WHO) == second
    actions.drop_version(second, **WHO)
    assert first.questionnaire.versions.get() == first
    assert actions.draft_version(first.questionnaire, **WHO).number == 2


def test_the_only_version_is_not_given_up(inside):
    only = form_questionnaire().versions.get()
    with pytest.raises(DomainError, match="seule version"):
        actions.drop_version(only, **WHO)


def test_what_somebody_else_wrote_meanwhile_stays(inside):
    version = form_questionnaire().versions.get()
    actions.write_form(version, OTHER, seen=EVERY_KIND, **WHO)
    with pytest.raises(DomainError, match="Quelqu’un d’autre"):
        actions.write_form(version, EVERY_KIND, seen=EVERY_KIND, **WHO)
    assert QuestionnaireVersion.objects.get(pk=version.pk).form == OTHER


# -- Two people at one moment: with the lock, and without it --------------------------------------------------------


@pytest.fixture
def asked(transactional_db) -> QuestionnaireVersion:
    """A version that is published, in a network of its own."""
    network = make_network()
    with scoped_to(network):
        version = published()
        assert version.network == network
        return version


@pytest.fixture
def draft(asked) -> QuestionnaireVersion:
    with scoped_to(asked.network):
        return actions.draft_version(asked.questionnaire, **WHO)


def test_many_who_prepare_a_version_prepare_one(asked):
    made = at_once(asked.network, lambda n: actions.draft_version(asked.questionnaire, **WHO), 8)
    assert len({version.pk for version in made}) == 1


def test_without_the_lock_the_second_version_is_refused_by_the_database(asked, monkeypatch):
    together, drafted = Barrier(2), actions._draft

    def draft_together(*args: Any, **fields: Any) -> QuestionnaireVersion:
        together.wait(60)
        return drafted(*args, **fields)

    monkeypatch.setattr(actions, "_lock", lambda one: one)
    monkeypatch.setattr(actions, "_draft", draft_together)
    made = at_once(asked.network, lambda n: actions.draft_version(asked.questionnaire, **WHO), 2)
    assert sorted(type(one).__name__ for one in made) == ["IntegrityError", "QuestionnaireVersion"]


def _written_by_two(draft: QuestionnaireVersion) -> list[Any]:
    forms = [EVERY_KIND.model_copy(update={"title": f"Titre {n}"}) for n in range(2)]
    return at_once(draft.network, lambda n: actions.write_form(draft, forms[n], seen=EVERY_KIND, **WHO), len(forms))


def test_of_two_who_write_at_once_one_is_refused(draft):
    assert sorted(type(one).__name__ for one in _written_by_two(draft)) == ["DomainError", "QuestionnaireVersion"]


def test_without_the_lock_the_words_of_one_are_lost(draft, monkeypatch):
    together = Barrier(2)

    def read_together(version: QuestionnaireVersion) -> QuestionnaireVersion:
        found = QuestionnaireVersion.objects.select_related("questionnaire").get(pk=version.pk)
        together.wait(60)
        return found

    monkeypatch.setattr(actions, "_lock_version", read_together)
    assert {type(one) for one in _written_by_two(draft)} == {QuestionnaireVersion}
