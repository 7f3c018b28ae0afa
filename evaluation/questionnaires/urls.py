"""Addresses of questionnaires, below those of one network."""

from django.urls import URLPattern

from evaluation.questionnaires import views as questionnaire_views
from inclusion.core.access import page

_LIST = "evaluation/questionnaires/"
_ONE = f"{_LIST}<int:pk>/"
_VERSION = f"{_LIST}versions/<int:pk>/"

questionnaire_patterns: list[URLPattern] = [
    page(_LIST, questionnaire_views.questionnaire_list),
    page(f"{_LIST}ajouter/", questionnaire_views.questionnaire_add),
    page(_ONE, questionnaire_views.questionnaire_detail),
    page(f"{_ONE}modifier/", questionnaire_views.questionnaire_edit),
    page(f"{_ONE}ranger/", questionnaire_views.questionnaire_archive),
    page(f"{_ONE}remettre/", questionnaire_views.questionnaire_restore),
    page(f"{_ONE}nouvelle-version/", questionnaire_views.version_draft),
    page(_VERSION, questionnaire_views.version_detail),
    page(f"{_VERSION}publier/", questionnaire_views.version_publish),
    page(f"{_VERSION}abandonner/", questionnaire_views.version_drop),
    page(f"{_VERSION}ecrire/", questionnaire_views.version_edit),
    page(f"{_VERSION}ecrire/textes/", questionnaire_views.version_texts),
    page(f"{_VERSION}ecrire/langue/<slug:language>/", questionnaire_views.version_translate),
    page(f"{_VERSION}ecrire/partie/", questionnaire_views.version_section),
    page(f"{_VERSION}ecrire/question/", questionnaire_views.version_item),
    page(f"{_VERSION}ecrire/apercu/", questionnaire_views.version_preview),
    page(f"{_VERSION}ecrire/deplacer/", questionnaire_views.version_move),
    page(f"{_VERSION}ecrire/dupliquer/", questionnaire_views.version_copy),
    page(f"{_VERSION}ecrire/retirer/", questionnaire_views.version_remove),
]
