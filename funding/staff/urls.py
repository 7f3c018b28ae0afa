"""Addresses of the register of posts and of its public offers, below those of one network."""

from django.urls import URLPattern

from funding.staff.views import offers, pages, steps
from inclusion.core.access import page

staff_patterns: list[URLPattern] = [
    page("postes/registre/", pages.staff_list),
    page("postes/registre/territoires/", pages.staff_coverage),
    page("postes/registre/ajouter/", pages.staff_add),
    page("postes/registre/<int:pk>/", pages.staff_detail),
    page("postes/registre/<int:pk>/modifier/", pages.staff_edit),
    page("postes/registre/<int:pk>/retirer/", pages.staff_remove),
    page("postes/registre/<int:pk>/devenir/", steps.staff_outcome),
    page("postes/registre/<int:pk>/titulaires/", steps.holder_add),
    page("postes/titulaires/<int:pk>/depart/", steps.holder_leave),
    page("postes/titulaires/<int:pk>/retirer/", steps.holder_remove),
    page("postes/registre/<int:pk>/offre/", offers.offer_publish),
    page("postes/offres/<int:pk>/retirer/", offers.offer_retract),
    page("offres-d-emploi/", offers.job_offer_list),
    page("offres-d-emploi/<int:pk>/", offers.job_offer),
]
