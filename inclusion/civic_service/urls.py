"""Addresses of cohorts of civic service."""

from django.urls import URLPattern

from inclusion.civic_service import views
from inclusion.core.access import page

civic_service_patterns: list[URLPattern] = [
    page("service-civique/", views.cohort_list),
    page("service-civique/ajouter/", views.cohort_add),
    page("service-civique/<int:pk>/", views.cohort_detail),
    page("service-civique/<int:pk>/modifier/", views.cohort_edit),
    page("service-civique/<int:pk>/volontaires/ajouter/", views.volunteer_add),
    page("service-civique/<int:pk>/journees/ajouter/", views.training_day_add),
    page("service-civique/volontaires/<int:pk>/", views.volunteer_detail),
    page("service-civique/volontaires/<int:pk>/modifier/", views.volunteer_edit),
    page("service-civique/volontaires/<int:pk>/retirer/", views.volunteer_remove),
    page("service-civique/volontaires/<int:pk>/attestation.pdf", views.volunteer_certificate),
    page("service-civique/journees/<int:pk>/", views.training_day_detail),
    page("service-civique/journees/<int:pk>/modifier/", views.training_day_edit),
    page("service-civique/journees/<int:pk>/liste/", views.training_day_list_edit),
    page("service-civique/journees/<int:pk>/presence/", views.training_day_presence),
    page("service-civique/journees/<int:pk>/annuler/", views.training_day_cancel),
    page("service-civique/journees/<int:pk>/retablir/", views.training_day_restore),
]
