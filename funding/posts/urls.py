"""Addresses of posts, below those of one network."""

from django.urls import URLPattern

from funding.posts.views import conditions, decisions, pages, simulator
from inclusion.core.access import page

#: Pages beside the posts: the public simulator, the schedules of State aid, the overview.
_beside_posts: list[URLPattern] = [
    page("postes/simulateur/", simulator.post_simulator),
    page("postes/simulateur/document/", simulator.post_simulator_pdf),
    page("postes/vue-d-ensemble/", pages.post_overview),
    page("postes/aide-de-l-etat/", conditions.state_aid_list),
    page("postes/aide-de-l-etat/reprendre/", conditions.state_aid_begin),
    page("postes/aide-de-l-etat/ajouter/", conditions.state_aid_add),
    page("postes/aide-de-l-etat/<int:pk>/", conditions.state_aid_edit),
    page("postes/aide-de-l-etat/<int:pk>/retirer/", conditions.state_aid_remove),
]

post_patterns: list[URLPattern] = [
    page("postes/", pages.post_list),
    page("postes/demander/", pages.post_add),
    page("postes/<int:pk>/", pages.post_detail),
    page("postes/<int:pk>/completer/", pages.post_edit),
    page("postes/<int:pk>/supprimer/", pages.post_discard),
    page("postes/<int:pk>/deposer/", pages.post_submit),
    page("postes/<int:pk>/rouvrir/", decisions.post_reopen),
    page("postes/<int:pk>/plan/", decisions.post_plan),
    page("postes/<int:pk>/decider/", decisions.post_decide),
    page("postes/feuilles-de-route/", conditions.local_roadmap_list),
    *_beside_posts,
]
