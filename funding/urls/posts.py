"""Addresses of posts, below those of one network."""

from django.urls import URLPattern, path

from funding.views import (
    post_decisions,
    post_overview,
    post_simulator,
    posts,
    roadmap_standings,
    state_aid,
)

#: What stands beside the posts: the public simulator, the schedules of State aid, the overview.
_beside_posts: list[URLPattern] = [
    path("postes/simulateur/", post_simulator.post_simulator, name="post_simulator"),
    path("postes/simulateur/document/", post_simulator.post_simulator_pdf, name="post_simulator_pdf"),
    path("postes/vue-d-ensemble/", post_overview.post_overview, name="post_overview"),
    path("postes/aide-de-l-etat/", state_aid.state_aid_list, name="state_aid_list"),
    path("postes/aide-de-l-etat/reprendre/", state_aid.state_aid_begin, name="state_aid_begin"),
    path("postes/aide-de-l-etat/ajouter/", state_aid.state_aid_add, name="state_aid_add"),
    path("postes/aide-de-l-etat/<int:pk>/", state_aid.state_aid_edit, name="state_aid_edit"),
    path("postes/aide-de-l-etat/<int:pk>/retirer/", state_aid.state_aid_remove, name="state_aid_remove"),
]

post_patterns: list[URLPattern] = [
    path("postes/", posts.post_list, name="post_list"),
    path("postes/demander/", posts.post_add, name="post_add"),
    path("postes/<int:pk>/", posts.post_detail, name="post_detail"),
    path("postes/<int:pk>/completer/", posts.post_edit, name="post_edit"),
    path("postes/<int:pk>/supprimer/", posts.post_discard, name="post_discard"),
    path("postes/<int:pk>/deposer/", posts.post_submit, name="post_submit"),
    path("postes/<int:pk>/rouvrir/", post_decisions.post_reopen, name="post_reopen"),
    path("postes/<int:pk>/plan/", post_decisions.post_plan, name="post_plan"),
    path("postes/<int:pk>/decider/", post_decisions.post_decide, name="post_decide"),
    path("postes/<int:pk>/convention/", post_decisions.post_agreement, name="post_agreement"),
    path("postes/<int:pk>/vacance/", post_decisions.post_vacate, name="post_vacate"),
    path("postes/<int:pk>/pourvu/", post_decisions.post_fill, name="post_fill"),
    path(
        "postes/feuilles-de-route/",
        roadmap_standings.roadmap_standing_list,
        name="roadmap_standing_list",
    ),
    path(
        "postes/feuilles-de-route/<slug:siren>/",
        roadmap_standings.roadmap_standing_note,
        name="roadmap_standing_note",
    ),
    *_beside_posts,
]
