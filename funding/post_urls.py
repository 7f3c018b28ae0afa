"""Addresses of posts, below those of one network."""

from django.urls import URLPattern, path

from funding.views import post_overview, post_simulator, state_aid

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
    *_beside_posts,
]
