"""Addresses of roadmaps, axes, objectives, actions, budgets and the grid, below those of one network."""

from django.urls import URLPattern, path

from roadmaps.plans.views import actions as action_views
from roadmaps.plans.views import axes, budgets, grid, roadmaps, tree

roadmaps_patterns: list[URLPattern] = [
    path("feuilles-de-route/", roadmaps.roadmap_list, name="roadmap_list"),
    path("feuilles-de-route/commencer/", roadmaps.roadmap_add, name="roadmap_add"),
    path("feuilles-de-route/regle-d-adoption/", roadmaps.roadmap_settings, name="roadmap_settings"),
    path("feuilles-de-route/<int:pk>/", tree.roadmap_detail, name="roadmap_detail"),
    path("feuilles-de-route/<int:pk>/nouveau/", tree.roadmap_pulse, name="roadmap_pulse"),
    path("feuilles-de-route/<int:pk>/modifier/", roadmaps.roadmap_edit, name="roadmap_edit"),
    path("feuilles-de-route/<int:pk>/redigee/", roadmaps.roadmap_drafted, name="roadmap_drafted"),
    path("feuilles-de-route/<int:pk>/terminer/", roadmaps.roadmap_close, name="roadmap_close"),
    path("feuilles-de-route/<int:pk>/rouvrir/", roadmaps.roadmap_reopen, name="roadmap_reopen"),
]


# -- URLs of axes, objectives, actions, below those of one network

AXES, OBJECTIVES = "feuilles-de-route/axes/<int:pk>", "feuilles-de-route/objectifs/<int:pk>"
ACTIONS = "feuilles-de-route/actions/<int:pk>"

_axes: list[URLPattern] = [
    path("feuilles-de-route/<int:pk>/axes/ajouter/", axes.axis_add, name="axis_add"),
    path(f"{AXES}/modifier/", axes.axis_edit, name="axis_edit"),
    path(f"{AXES}/renommer/", axes.axis_rename, name="axis_rename"),
    path(f"{AXES}/deplacer/", axes.axis_move, name="axis_move"),
    path(f"{AXES}/supprimer/", axes.axis_remove, name="axis_remove"),
    path(f"{AXES}/objectifs/ajouter/", axes.objective_add, name="objective_add"),
    path(f"{AXES}/actions/ajouter/", action_views.roadmap_action_add, name="roadmap_action_add"),
    path(f"{OBJECTIVES}/modifier/", axes.objective_edit, name="objective_edit"),
    path(f"{OBJECTIVES}/renommer/", axes.objective_rename, name="objective_rename"),
    path(f"{OBJECTIVES}/deplacer/", axes.objective_move, name="objective_move"),
    path(f"{OBJECTIVES}/supprimer/", axes.objective_remove, name="objective_remove"),
]

_actions: list[URLPattern] = [
    path(f"{ACTIONS}/", action_views.roadmap_action, name="roadmap_action"),
    path(f"{ACTIONS}/modifier/", action_views.roadmap_action_edit, name="roadmap_action_edit"),
    path(f"{ACTIONS}/renommer/", action_views.roadmap_action_rename, name="roadmap_action_rename"),
    path(f"{ACTIONS}/deplacer/", action_views.roadmap_action_move, name="roadmap_action_move"),
    path(f"{ACTIONS}/supprimer/", action_views.roadmap_action_remove, name="roadmap_action_remove"),
    path(f"{ACTIONS}/avancer/", action_views.roadmap_action_step, name="roadmap_action_step"),
    path(f"{ACTIONS}/noter/", action_views.roadmap_action_note, name="roadmap_action_note"),
    path(f"{ACTIONS}/conditions/ajouter/", action_views.roadmap_condition_add, name="roadmap_condition_add"),
    path(
        "feuilles-de-route/conditions/<int:pk>/lever/",
        action_views.roadmap_condition_lift,
        name="roadmap_condition_lift",
    ),
]

_money: list[URLPattern] = [
    path(f"{ACTIONS}/fonds/", budgets.roadmap_fund_line, name="roadmap_fund_line"),
    path(
        "feuilles-de-route/lignes/<int:pk>/ouvrir/",
        budgets.roadmap_fund_line_open,
        name="roadmap_fund_line_open",
    ),
    path(
        "feuilles-de-route/lignes/<int:pk>/retirer/",
        budgets.roadmap_fund_line_drop,
        name="roadmap_fund_line_drop",
    ),
    path(f"{ACTIONS}/financements/ajouter/", budgets.roadmap_financing_add, name="roadmap_financing_add"),
    path(
        "feuilles-de-route/financements/<int:pk>/modifier/",
        budgets.roadmap_financing_edit,
        name="roadmap_financing_edit",
    ),
    path(
        "feuilles-de-route/financements/<int:pk>/retirer/",
        budgets.roadmap_financing_drop,
        name="roadmap_financing_drop",
    ),
    path(f"{ACTIONS}/postes/demander/", budgets.roadmap_staff_ask, name="roadmap_staff_ask"),
    path(
        "feuilles-de-route/postes/<int:pk>/decider/",
        budgets.roadmap_staff_decide,
        name="roadmap_staff_decide",
    ),
]

tree_patterns: list[URLPattern] = [*_axes, *_actions, *_money]


# -- URLs of the grid of a roadmap, below those of one network

grid_patterns: list[URLPattern] = [
    path("feuilles-de-route/<int:pk>/tableau/", grid.roadmap_grid, name="roadmap_grid"),
    path("feuilles-de-route/<int:pk>/tableau/enregistrer/", grid.roadmap_grid_save, name="roadmap_grid_save"),
]
