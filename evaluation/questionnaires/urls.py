"""Addresses of questionnaires, below those of one network."""

from django.urls import URLPattern, path

from evaluation.questionnaires import views as questionnaire_views

_LIST = "evaluation/questionnaires/"
_ONE = f"{_LIST}<int:pk>/"
_VERSION = f"{_LIST}versions/<int:pk>/"

questionnaire_patterns: list[URLPattern] = [
    path(_LIST, questionnaire_views.questionnaire_list, name="questionnaire_list"),
    path(f"{_LIST}ajouter/", questionnaire_views.questionnaire_add, name="questionnaire_add"),
    path(_ONE, questionnaire_views.questionnaire_detail, name="questionnaire_detail"),
    path(f"{_ONE}modifier/", questionnaire_views.questionnaire_edit, name="questionnaire_edit"),
    path(f"{_ONE}ranger/", questionnaire_views.questionnaire_archive, name="questionnaire_archive"),
    path(f"{_ONE}remettre/", questionnaire_views.questionnaire_restore, name="questionnaire_restore"),
    path(f"{_ONE}nouvelle-version/", questionnaire_views.version_draft, name="version_draft"),
    path(_VERSION, questionnaire_views.version_detail, name="version_detail"),
    path(f"{_VERSION}publier/", questionnaire_views.version_publish, name="version_publish"),
    path(f"{_VERSION}abandonner/", questionnaire_views.version_drop, name="version_drop"),
    path(f"{_VERSION}ecrire/", questionnaire_views.version_edit, name="version_edit"),
    path(f"{_VERSION}ecrire/textes/", questionnaire_views.version_texts, name="version_texts"),
    path(f"{_VERSION}ecrire/partie/", questionnaire_views.version_section, name="version_section"),
    path(f"{_VERSION}ecrire/question/", questionnaire_views.version_item, name="version_item"),
    path(f"{_VERSION}ecrire/apercu/", questionnaire_views.version_preview, name="version_preview"),
    path(f"{_VERSION}ecrire/deplacer/", questionnaire_views.version_move, name="version_move"),
    path(f"{_VERSION}ecrire/dupliquer/", questionnaire_views.version_copy, name="version_copy"),
    path(f"{_VERSION}ecrire/retirer/", questionnaire_views.version_remove, name="version_remove"),
]
