"""Addresses of questionnaires, below those of one network."""

from django.urls import URLPattern

from evaluation.questionnaires.views import editor, questionnaires
from inclusion.core.access import page

_LIST = "evaluation/questionnaires/"
_ONE = f"{_LIST}<int:pk>/"
_VERSION = f"{_LIST}versions/<int:pk>/"

questionnaire_patterns: list[URLPattern] = [
    page(_LIST, questionnaires.questionnaire_list),
    page(f"{_LIST}ajouter/", questionnaires.questionnaire_add),
    page(_ONE, questionnaires.questionnaire_detail),
    page(f"{_ONE}modifier/", questionnaires.questionnaire_edit),
    page(f"{_ONE}ranger/", questionnaires.questionnaire_archive),
    page(f"{_ONE}remettre/", questionnaires.questionnaire_restore),
    page(f"{_ONE}nouvelle-version/", questionnaires.version_draft),
    page(_VERSION, questionnaires.version_detail),
    page(f"{_VERSION}publier/", questionnaires.version_publish),
    page(f"{_VERSION}abandonner/", questionnaires.version_drop),
    page(f"{_VERSION}ecrire/", editor.version_edit),
    page(f"{_VERSION}ecrire/textes/", editor.version_texts),
    page(f"{_VERSION}ecrire/langue/<slug:language>/", editor.version_translate),
    page(f"{_VERSION}ecrire/partie/", editor.version_section),
    page(f"{_VERSION}ecrire/question/", editor.version_item),
    page(f"{_VERSION}ecrire/apercu/", editor.version_preview),
    page(f"{_VERSION}ecrire/deplacer/", editor.version_move),
    page(f"{_VERSION}ecrire/dupliquer/", editor.version_copy),
    page(f"{_VERSION}ecrire/retirer/", editor.version_remove),
]
