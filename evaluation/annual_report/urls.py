"""Addresses of annual reports, below those of one network."""

from django.urls import URLPattern

from evaluation.annual_report import views as report_views
from inclusion.core.access import page

report_patterns: list[URLPattern] = [
    page("rapport-annuel/", report_views.report_list),
    page("rapport-annuel/verifier/", report_views.report_check),
    page("rapport-annuel/<int:pk>/", report_views.report_preview),
    page("rapport-annuel/<int:pk>/ecrire/", report_views.report_edit),
    page("rapport-annuel/<int:pk>/retirer/", report_views.report_remove),
    page("rapport-annuel/<int:pk>/etablir/", report_views.report_make),
    page("rapport-annuel/numero/<int:pk>/", report_views.report_edition),
    page("rapport-annuel/numero/<int:pk>/composer/", report_views.report_files),
    page("rapport-annuel/numero/<int:pk>/<str:fmt>/", report_views.report_file),
]
