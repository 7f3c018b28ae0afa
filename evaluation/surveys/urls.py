"""Addresses of surveys, campaigns and their structures, below those of one network."""

from django.urls import URLPattern, path

from evaluation.surveys import views as survey_views

survey_patterns: list[URLPattern] = [
    path("evaluation/enquetes/", survey_views.survey_list, name="survey_list"),
    path("evaluation/enquetes/nouvelle/", survey_views.survey_add, name="survey_add"),
    path("evaluation/enquetes/<int:pk>/", survey_views.survey_detail, name="survey_detail"),
    path("evaluation/enquetes/<int:pk>/modifier/", survey_views.survey_edit, name="survey_edit"),
    path("evaluation/enquetes/<int:pk>/clore/", survey_views.survey_close, name="survey_close"),
    path("evaluation/enquetes/<int:pk>/rapprocher/", survey_views.survey_pairs, name="survey_pairs"),
    path("evaluation/enquetes/<int:pk>/campagne/", survey_views.campaign_add, name="campaign_add"),
    path("evaluation/campagnes/<int:pk>/", survey_views.campaign_detail, name="campaign_detail"),
    path("evaluation/campagnes/<int:pk>/modifier/", survey_views.campaign_edit, name="campaign_edit"),
    path("evaluation/campagnes/<int:pk>/ouvrir/", survey_views.campaign_open, name="campaign_open"),
    path("evaluation/campagnes/<int:pk>/clore/", survey_views.campaign_close, name="campaign_close"),
    path(
        "evaluation/campagnes/<int:pk>/structures/",
        survey_views.campaign_structure_add,
        name="campaign_structure_add",
    ),
    path(
        "evaluation/structures/<int:pk>/",
        survey_views.campaign_structure_edit,
        name="campaign_structure_edit",
    ),
    path(
        "evaluation/structures/<int:pk>/retirer/",
        survey_views.campaign_structure_remove,
        name="campaign_structure_remove",
    ),
    path("evaluation/campagnes/<int:pk>/rappeler/", survey_views.campaign_remind, name="campaign_remind"),
]
