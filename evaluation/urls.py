"""Addresses of evaluation, below those of one network."""

from django.urls import URLPattern

from evaluation.activity.urls import help_patterns
from evaluation.annual_report.urls import report_patterns
from evaluation.chain.urls import chain_patterns
from evaluation.exchange.urls import exchange_patterns
from evaluation.questionnaires.urls import questionnaire_patterns
from evaluation.results.urls import export_patterns, result_patterns
from evaluation.surveys.answers.urls import answering_patterns, paper_patterns
from evaluation.surveys.urls import survey_patterns

urlpatterns: list[URLPattern] = [
    *answering_patterns,
    *chain_patterns,
    *exchange_patterns,
    *export_patterns,
    *help_patterns,
    *paper_patterns,
    *questionnaire_patterns,
    *report_patterns,
    *result_patterns,
    *survey_patterns,
]
