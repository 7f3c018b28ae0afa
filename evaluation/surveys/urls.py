"""Addresses of surveys, campaigns and their structures, below those of one network."""

from django.urls import URLPattern

from evaluation.surveys import views as survey_views
from inclusion.core.access import page

survey_patterns: list[URLPattern] = [
    page("evaluation/enquetes/", survey_views.survey_list),
    page("evaluation/enquetes/nouvelle/", survey_views.survey_add),
    page("evaluation/evaluer/<slug:kind>/<int:pk>/", survey_views.survey_evaluate),
    page("evaluation/enquetes/<int:pk>/", survey_views.survey_detail),
    page("evaluation/enquetes/<int:pk>/modifier/", survey_views.survey_edit),
    page("evaluation/enquetes/<int:pk>/clore/", survey_views.survey_close),
    page("evaluation/enquetes/<int:pk>/rapprocher/", survey_views.survey_pairs),
    page("evaluation/enquetes/<int:pk>/campagne/", survey_views.campaign_add),
    page("evaluation/campagnes/<int:pk>/", survey_views.campaign_detail),
    page("evaluation/campagnes/<int:pk>/modifier/", survey_views.campaign_edit),
    page("evaluation/campagnes/<int:pk>/ouvrir/", survey_views.campaign_open),
    page("evaluation/campagnes/<int:pk>/clore/", survey_views.campaign_close),
    page("evaluation/campagnes/<int:pk>/structures/", survey_views.campaign_structure_add),
    page("evaluation/structures/<int:pk>/", survey_views.campaign_structure_edit),
    page("evaluation/structures/<int:pk>/retirer/", survey_views.campaign_structure_remove),
    page("evaluation/campagnes/<int:pk>/rappeler/", survey_views.campaign_remind),
]
