"""Addresses of roadmaps, axes, objectives, actions, budgets and the grid, below those of one network."""

from django.urls import URLPattern

from inclusion.core.access import page
from roadmaps.plans.views import actions as action_views
from roadmaps.plans.views import axes, budgets, grid, mine, roadmaps, tree

roadmaps_patterns: list[URLPattern] = [
    page("feuilles-de-route/", roadmaps.roadmap_list),
    page("feuilles-de-route/commencer/", roadmaps.roadmap_add),
    page("feuilles-de-route/regle-d-adoption/", roadmaps.roadmap_settings),
    page("feuilles-de-route/<int:pk>/", tree.roadmap_detail),
    page("feuilles-de-route/<int:pk>/nouveau/", tree.roadmap_pulse),
    page("feuilles-de-route/<int:pk>/modifier/", roadmaps.roadmap_edit),
    page("feuilles-de-route/<int:pk>/redigee/", roadmaps.roadmap_drafted),
    page("feuilles-de-route/<int:pk>/terminer/", roadmaps.roadmap_close),
    page("feuilles-de-route/<int:pk>/rouvrir/", roadmaps.roadmap_reopen),
]


# -- URLs of axes, objectives, actions, below those of one network

AXES, OBJECTIVES = "feuilles-de-route/axes/<int:pk>", "feuilles-de-route/objectifs/<int:pk>"
ACTIONS = "feuilles-de-route/actions/<int:pk>"

_axes: list[URLPattern] = [
    page("feuilles-de-route/<int:pk>/axes/ajouter/", axes.axis_add),
    page(f"{AXES}/modifier/", axes.axis_edit),
    page(f"{AXES}/renommer/", axes.axis_rename),
    page(f"{AXES}/deplacer/", axes.axis_move),
    page(f"{AXES}/supprimer/", axes.axis_remove),
    page(f"{AXES}/objectifs/ajouter/", axes.objective_add),
    page(f"{AXES}/actions/ajouter/", action_views.roadmap_action_add),
    page(f"{OBJECTIVES}/modifier/", axes.objective_edit),
    page(f"{OBJECTIVES}/renommer/", axes.objective_rename),
    page(f"{OBJECTIVES}/deplacer/", axes.objective_move),
    page(f"{OBJECTIVES}/supprimer/", axes.objective_remove),
]

_actions: list[URLPattern] = [
    page(f"{ACTIONS}/", action_views.roadmap_action),
    page(f"{ACTIONS}/modifier/", action_views.roadmap_action_edit),
    page(f"{ACTIONS}/renommer/", action_views.roadmap_action_rename),
    page(f"{ACTIONS}/deplacer/", action_views.roadmap_action_move),
    page(f"{ACTIONS}/supprimer/", action_views.roadmap_action_remove),
    page(f"{ACTIONS}/avancer/", action_views.roadmap_action_step),
    page(f"{ACTIONS}/noter/", action_views.roadmap_action_note),
    page("feuilles-de-route/mes-actions/", mine.roadmap_actions_mine),
    page(f"{ACTIONS}/commenter/", mine.roadmap_action_comment),
    page(f"{ACTIONS}/suivre/", mine.roadmap_action_follow),
    page("feuilles-de-route/commentaires/<int:pk>/retirer/", mine.roadmap_comment_remove),
    page(f"{ACTIONS}/conditions/ajouter/", action_views.roadmap_condition_add),
    page("feuilles-de-route/conditions/<int:pk>/lever/", action_views.roadmap_condition_lift),
]

_money: list[URLPattern] = [
    page(f"{ACTIONS}/fonds/", budgets.roadmap_fund_line),
    page("feuilles-de-route/lignes/<int:pk>/ouvrir/", budgets.roadmap_fund_line_open),
    page("feuilles-de-route/lignes/<int:pk>/retirer/", budgets.roadmap_fund_line_drop),
    page(f"{ACTIONS}/financements/ajouter/", budgets.roadmap_financing_add),
    page("feuilles-de-route/financements/<int:pk>/modifier/", budgets.roadmap_financing_edit),
    page("feuilles-de-route/financements/<int:pk>/retirer/", budgets.roadmap_financing_drop),
    page(f"{ACTIONS}/postes/demander/", budgets.roadmap_staff_ask),
    page("feuilles-de-route/postes/<int:pk>/decider/", budgets.roadmap_staff_decide),
]

tree_patterns: list[URLPattern] = [*_axes, *_actions, *_money]


# -- URLs of the grid of a roadmap, below those of one network

grid_patterns: list[URLPattern] = [
    page("feuilles-de-route/<int:pk>/tableau/", grid.roadmap_grid),
    page("feuilles-de-route/<int:pk>/tableau/enregistrer/", grid.roadmap_grid_save),
]
