"""Addresses of the catalogue and of requests, below those of one network."""

from django.urls import URLPattern, path

from equipment.views import borrowing, loan_answers, loan_requests

loan_request_patterns: list[URLPattern] = [
    path("materiel/", borrowing.equipment_home, name="equipment_home"),
    path("materiel/demandes/", loan_requests.loan_request_list, name="loan_request_list"),
    path("materiel/demandes/ajouter/", loan_requests.loan_request_add, name="loan_request_add"),
    path("materiel/demandes/<int:pk>/", loan_requests.loan_request_detail, name="loan_request_detail"),
    path("materiel/demandes/<int:pk>/modifier/", loan_requests.loan_request_edit, name="loan_request_edit"),
    path(
        "materiel/demandes/<int:pk>/garder/",
        loan_requests.loan_request_autosave,
        name="loan_request_autosave",
    ),
    path("materiel/demandes/<int:pk>/envoyer/", loan_requests.loan_request_send, name="loan_request_send"),
    path(
        "materiel/demandes/<int:pk>/retirer/",
        loan_requests.loan_request_withdraw,
        name="loan_request_withdraw",
    ),
    path(
        "materiel/demandes/<int:pk>/supprimer/", loan_requests.loan_request_delete, name="loan_request_delete"
    ),
    path(
        "materiel/demandes/<int:pk>/refaire/", loan_requests.loan_request_repeat, name="loan_request_repeat"
    ),
    path(
        "materiel/demandes/<int:pk>/confirmer/",
        loan_answers.loan_request_confirm,
        name="loan_request_confirm",
    ),
    path("materiel/demandes/<int:pk>/refuser/", loan_answers.loan_request_refuse, name="loan_request_refuse"),
    path("materiel/demandes/<int:pk>/proposer/", loan_answers.loan_request_offer, name="loan_request_offer"),
    path("materiel/demandes/<int:pk>/attendre/", loan_answers.loan_request_wait, name="loan_request_wait"),
    path(
        "materiel/demandes/<int:pk>/accepter/", loan_answers.loan_request_accept, name="loan_request_accept"
    ),
]
