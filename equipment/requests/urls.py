"""Addresses of the catalogue for borrowers and of requests."""

from django.urls import URLPattern, path

from equipment.requests import views as request_views

loan_request_patterns: list[URLPattern] = [
    path("materiel/", request_views.equipment_home, name="equipment_home"),
    path("materiel/demandes/", request_views.loan_request_list, name="loan_request_list"),
    path("materiel/demandes/ajouter/", request_views.loan_request_add, name="loan_request_add"),
    path("materiel/demandes/<int:pk>/", request_views.loan_request_detail, name="loan_request_detail"),
    path("materiel/demandes/<int:pk>/modifier/", request_views.loan_request_edit, name="loan_request_edit"),
    path(
        "materiel/demandes/<int:pk>/garder/",
        request_views.loan_request_autosave,
        name="loan_request_autosave",
    ),
    path("materiel/demandes/<int:pk>/envoyer/", request_views.loan_request_send, name="loan_request_send"),
    path(
        "materiel/demandes/<int:pk>/retirer/",
        request_views.loan_request_withdraw,
        name="loan_request_withdraw",
    ),
    path(
        "materiel/demandes/<int:pk>/supprimer/", request_views.loan_request_delete, name="loan_request_delete"
    ),
    path(
        "materiel/demandes/<int:pk>/refaire/", request_views.loan_request_repeat, name="loan_request_repeat"
    ),
    path(
        "materiel/demandes/<int:pk>/confirmer/",
        request_views.loan_request_confirm,
        name="loan_request_confirm",
    ),
    path(
        "materiel/demandes/<int:pk>/refuser/", request_views.loan_request_refuse, name="loan_request_refuse"
    ),
    path("materiel/demandes/<int:pk>/proposer/", request_views.loan_request_offer, name="loan_request_offer"),
    path("materiel/demandes/<int:pk>/attendre/", request_views.loan_request_wait, name="loan_request_wait"),
    path(
        "materiel/demandes/<int:pk>/accepter/", request_views.loan_request_accept, name="loan_request_accept"
    ),
]
