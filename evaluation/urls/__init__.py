"""Addresses of evaluation, below those of one network."""

from django.urls import URLPattern

from evaluation.urls.answering import answering_patterns
from evaluation.urls.exchange import exchange_patterns
from evaluation.urls.exports import export_patterns
from evaluation.urls.help import help_patterns
from evaluation.urls.paper import paper_patterns
from evaluation.urls.questionnaires import questionnaire_patterns
from evaluation.urls.results import result_patterns
from evaluation.urls.surveys import survey_patterns

urlpatterns: list[URLPattern] = [
    *answering_patterns,
    *exchange_patterns,
    *export_patterns,
    *help_patterns,
    *paper_patterns,
    *questionnaire_patterns,
    *result_patterns,
    *survey_patterns,
]
