"""Addresses of posts, below those of one network."""

from django.urls import URLPattern, path

from funding.posts.views import conditions, decisions, pages, simulator

#: Pages beside the posts: the public simulator, the schedules of State aid, the overview.
_beside_posts: list[URLPattern] = [
    path("postes/simulateur/", simulator.post_simulator, name="post_simulator"),
    path("postes/simulateur/document/", simulator.post_simulator_pdf, name="post_simulator_pdf"),
    path("postes/vue-d-ensemble/", pages.post_overview, name="post_overview"),
    path("postes/aide-de-l-etat/", conditions.state_aid_list, name="state_aid_list"),
    path("postes/aide-de-l-etat/reprendre/", conditions.state_aid_begin, name="state_aid_begin"),
    path("postes/aide-de-l-etat/ajouter/", conditions.state_aid_add, name="state_aid_add"),
    path("postes/aide-de-l-etat/<int:pk>/", conditions.state_aid_edit, name="state_aid_edit"),
    path("postes/aide-de-l-etat/<int:pk>/retirer/", conditions.state_aid_remove, name="state_aid_remove"),
]

post_patterns: list[URLPattern] = [
    path("postes/", pages.post_list, name="post_list"),
    path("postes/demander/", pages.post_add, name="post_add"),
    path("postes/<int:pk>/", pages.post_detail, name="post_detail"),
    path("postes/<int:pk>/completer/", pages.post_edit, name="post_edit"),
    path("postes/<int:pk>/supprimer/", pages.post_discard, name="post_discard"),
    path("postes/<int:pk>/deposer/", pages.post_submit, name="post_submit"),
    path("postes/<int:pk>/rouvrir/", decisions.post_reopen, name="post_reopen"),
    path("postes/<int:pk>/plan/", decisions.post_plan, name="post_plan"),
    path("postes/<int:pk>/decider/", decisions.post_decide, name="post_decide"),
    path("postes/<int:pk>/vacance/", decisions.post_vacate, name="post_vacate"),
    path("postes/<int:pk>/pourvu/", decisions.post_fill, name="post_fill"),
    path(
        "postes/feuilles-de-route/",
        conditions.roadmap_standing_list,
        name="roadmap_standing_list",
    ),
    path(
        "postes/feuilles-de-route/<slug:siren>/",
        conditions.roadmap_standing_note,
        name="roadmap_standing_note",
    ),
    *_beside_posts,
]
