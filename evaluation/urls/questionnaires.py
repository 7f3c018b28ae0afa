"""Addresses of questionnaires, below those of one network."""

from django.urls import URLPattern, path

from evaluation.views import questionnaires, version_editor, versions

_LIST = "evaluation/questionnaires/"
_ONE = f"{_LIST}<int:pk>/"
_VERSION = f"{_LIST}versions/<int:pk>/"

questionnaire_patterns: list[URLPattern] = [
    path(_LIST, questionnaires.questionnaire_list, name="questionnaire_list"),
    path(f"{_LIST}ajouter/", questionnaires.questionnaire_add, name="questionnaire_add"),
    path(_ONE, questionnaires.questionnaire_detail, name="questionnaire_detail"),
    path(f"{_ONE}modifier/", questionnaires.questionnaire_edit, name="questionnaire_edit"),
    path(f"{_ONE}ranger/", questionnaires.questionnaire_archive, name="questionnaire_archive"),
    path(f"{_ONE}remettre/", questionnaires.questionnaire_restore, name="questionnaire_restore"),
    path(f"{_ONE}nouvelle-version/", versions.version_draft, name="version_draft"),
    path(_VERSION, versions.version_detail, name="version_detail"),
    path(f"{_VERSION}publier/", versions.version_publish, name="version_publish"),
    path(f"{_VERSION}abandonner/", versions.version_drop, name="version_drop"),
    path(f"{_VERSION}ecrire/", version_editor.version_edit, name="version_edit"),
    path(f"{_VERSION}ecrire/textes/", version_editor.version_texts, name="version_texts"),
    path(f"{_VERSION}ecrire/partie/", version_editor.version_section, name="version_section"),
    path(f"{_VERSION}ecrire/question/", version_editor.version_item, name="version_item"),
    path(f"{_VERSION}ecrire/apercu/", version_editor.version_preview, name="version_preview"),
    path(f"{_VERSION}ecrire/deplacer/", version_editor.version_move, name="version_move"),
    path(f"{_VERSION}ecrire/dupliquer/", version_editor.version_copy, name="version_copy"),
    path(f"{_VERSION}ecrire/retirer/", version_editor.version_remove, name="version_remove"),
]
