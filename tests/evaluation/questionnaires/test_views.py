"""Pages of questionnaires: those of the network, the library, versions prepared, read, published, given up."""

import pytest

from evaluation.models import Questionnaire, QuestionnaireVersion
from evaluation.questionnaires.actions import draft_version, publish_version
from evaluation.questionnaires.library import LIBRARY
from evaluation.questionnaires.rules import Form
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.evaluation.builders import form_questionnaire, opened, published
from tests.pages import address, plain, words
from tests.setup_data import setup_data


def text_of(answer) -> str:
    return plain(words(answer))


@pytest.fixture
def evaluator(client_of):
    return client_of("evaluator")


@setup_data
def made(network):
    """Make rows in the network."""

    def make(work, *args, **fields):
        with scoped_to(network):
            return work(*args, **fields)

    return make


def test_an_empty_network_is_shown_how_to_begin(evaluator, client_of):
    assert "Choisir un questionnaire" in text_of(evaluator.get(address("questionnaire_list")))
    page = text_of(client_of("reader").get(address("questionnaire_list")))
    assert "Aucun questionnaire n’est encore publié" in page


def test_the_library_says_what_each_questionnaire_is(evaluator):
    page = text_of(evaluator.get(address("questionnaire_add")))
    for model in LIBRARY.values():
        assert model.form.title in page
        assert plain(model.description) in page
    assert "DigCompSAT" in page


@pytest.mark.parametrize("key", LIBRARY)
def test_one_of_the_library_is_taken_over_and_published(evaluator, made, key):
    model = LIBRARY[key]
    where = f"{address('questionnaire_add')}?modele={key}"
    assert f'value="{model.form.title}"' in text_of(evaluator.get(where))
    sent = {"title": model.form.title, "purpose": model.purpose, "description": "Le nôtre"}
    page = text_of(evaluator.post(where, sent, follow=True))
    assert "Prêt à publier" in page
    version = made(QuestionnaireVersion.objects.get)
    assert made(lambda: version.questionnaire.library_key) == key
    assert version.form == model.form
    page = text_of(evaluator.post(address("version_publish", version.pk), {"changes": ""}, follow=True))
    assert "La version 1 est publiée" in page


def test_taken_over_twice_it_bears_another_title(evaluator, made):
    made(form_questionnaire, title="Avant l’accompagnement")
    page = text_of(evaluator.get(f"{address('questionnaire_add')}?modele=person_before"))
    assert 'value="Avant l’accompagnement (2)"' in page


def test_a_title_that_is_taken_is_refused_and_what_was_typed_stays(evaluator, made):
    made(form_questionnaire, title="Le nôtre")
    sent = {"title": "Le nôtre", "purpose": "other", "description": "Pour voir"}
    page = text_of(evaluator.post(f"{address('questionnaire_add')}?modele=vide", sent))
    assert "Un questionnaire porte déjà ce titre." in page
    assert "Pour voir" in page
    assert made(Questionnaire.objects.count) == 1


def test_a_blank_page_begins_empty(evaluator):
    sent = {"title": "Du neuf", "purpose": "event", "description": ""}
    page = text_of(evaluator.post(f"{address('questionnaire_add')}?modele=vide", sent, follow=True))
    assert "Ce questionnaire est encore vide." in page


def test_drafts_are_seen_by_those_who_run_surveys(client_of, made, evaluator):
    draft = made(form_questionnaire, title="Secret")
    asked = made(published, title="Posé")
    reader = client_of("reader")
    page = text_of(reader.get(address("questionnaire_list")))
    assert "Posé" in page
    assert "Secret" not in page
    assert reader.get(address("questionnaire_detail", draft.pk)).status_code == 404
    assert "Secret" in text_of(evaluator.get(address("questionnaire_list")))
    second = made(lambda: draft_version(asked.questionnaire, by=None, at=AT))
    assert "Version 2" not in text_of(reader.get(address("questionnaire_detail", asked.questionnaire_id)))
    assert "Version en préparation" not in text_of(reader.get(address("questionnaire_list")))
    assert reader.get(address("version_detail", second.pk)).status_code == 404
    page = text_of(reader.get(address("version_detail", asked.pk)))
    assert "Quel âge avez-vous ?" in page
    assert "Continuer" not in page


def test_a_questionnaire_lists_its_versions_and_who_asks_it(evaluator, made):
    asked = made(published, title="Posé")
    made(opened, version=asked, title="Automne")
    evaluator.post(address("version_draft", asked.questionnaire_id))
    second = made(lambda: asked.questionnaire.versions.last())
    assert second.number == 2
    made(lambda: publish_version(second, changes="Rien de grave", by=None, at=AT))
    page = text_of(evaluator.get(address("questionnaire_detail", asked.questionnaire_id)))
    assert "Rien de grave" in page
    assert "Automne" in page
    assert "Préparer une nouvelle version" in page


def test_the_fiche_is_changed(evaluator, made):
    one = made(form_questionnaire, title="Un")
    made(form_questionnaire, title="Deux")
    sent = {"title": "Deux", "purpose": "event", "description": "x", "is_shared": "on"}
    page = text_of(evaluator.post(address("questionnaire_edit", one.pk), sent))
    assert "Un questionnaire porte déjà ce titre." in page
    page = text_of(evaluator.post(address("questionnaire_edit", one.pk), sent | {"title": "Trois"}, follow=True))
    assert "Tout le monde peut en télécharger les questions." in page


def test_put_away_and_taken_out_again(evaluator, made):
    one = made(form_questionnaire, title="Un")
    page = text_of(evaluator.post(address("questionnaire_archive", one.pk), follow=True))
    assert "est archivé" in page
    assert "Un</a>" not in text_of(evaluator.get(address("questionnaire_list")))
    assert "Un</a>" in text_of(evaluator.get(address("questionnaire_list") + "?state=ranges"))
    other = made(form_questionnaire, title="Un")
    page = text_of(evaluator.post(address("questionnaire_restore", one.pk), follow=True))
    assert "Changez d’abord le titre" in page
    evaluator.post(address("questionnaire_archive", other.pk))
    page = text_of(evaluator.post(address("questionnaire_restore", one.pk), follow=True))
    assert "de nouveau en service" in page


def test_what_is_wrong_is_shown_before_publishing(evaluator, made):
    version = made(lambda: form_questionnaire(Form(title="Vide")).versions.get())
    page = text_of(evaluator.get(address("version_publish", version.pk)))
    assert "Il reste 1 point à revoir" in page
    assert "n’a pas encore de question" in page
    page = text_of(evaluator.post(address("version_publish", version.pk), {"changes": "Tout"}))
    assert "n’a pas encore de question" in page
    assert made(lambda: QuestionnaireVersion.objects.get(pk=version.pk).state) == "draft"


def test_a_version_is_given_up_not_the_only_one(evaluator, made):
    only = made(lambda: form_questionnaire().versions.get())
    page = text_of(evaluator.post(address("version_drop", only.pk), follow=True))
    assert "C’est la seule version" in page
    asked = made(published)
    second = made(lambda: draft_version(asked.questionnaire, by=None, at=AT))
    assert "Abandonner la version 2 ?" in text_of(evaluator.get(address("version_drop", second.pk)))
    page = text_of(evaluator.post(address("version_drop", second.pk), follow=True))
    assert "abandonnée" in page
    page = text_of(evaluator.post(address("version_drop", asked.pk), follow=True))
    assert "elle ne change plus" in page
