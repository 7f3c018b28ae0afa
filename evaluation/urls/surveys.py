"""Addresses of surveys, their campaigns and the structures that propose these, below those of one network."""

from django.urls import URLPattern, path

from evaluation.views import campaigns, pairs, structures, surveys

survey_patterns: list[URLPattern] = [
    path("evaluation/enquetes/", surveys.survey_list, name="survey_list"),
    path("evaluation/enquetes/nouvelle/", surveys.survey_add, name="survey_add"),
    path("evaluation/enquetes/<int:pk>/", surveys.survey_detail, name="survey_detail"),
    path("evaluation/enquetes/<int:pk>/modifier/", surveys.survey_edit, name="survey_edit"),
    path("evaluation/enquetes/<int:pk>/clore/", surveys.survey_close, name="survey_close"),
    path("evaluation/enquetes/<int:pk>/rapprocher/", pairs.survey_pairs, name="survey_pairs"),
    path("evaluation/enquetes/<int:pk>/campagne/", campaigns.campaign_add, name="campaign_add"),
    path("evaluation/campagnes/<int:pk>/", campaigns.campaign_detail, name="campaign_detail"),
    path("evaluation/campagnes/<int:pk>/modifier/", campaigns.campaign_edit, name="campaign_edit"),
    path("evaluation/campagnes/<int:pk>/ouvrir/", campaigns.campaign_open, name="campaign_open"),
    path("evaluation/campagnes/<int:pk>/clore/", campaigns.campaign_close, name="campaign_close"),
    path(
        "evaluation/campagnes/<int:pk>/structures/",
        structures.campaign_structure_add,
        name="campaign_structure_add",
    ),
    path(
        "evaluation/structures/<int:pk>/", structures.campaign_structure_edit, name="campaign_structure_edit"
    ),
    path(
        "evaluation/structures/<int:pk>/retirer/",
        structures.campaign_structure_remove,
        name="campaign_structure_remove",
    ),
    path("evaluation/campagnes/<int:pk>/rappeler/", structures.campaign_remind, name="campaign_remind"),
]
