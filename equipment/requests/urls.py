"""Addresses of the catalogue for borrowers and of requests."""

from django.urls import URLPattern

from equipment.requests import views as request_views
from inclusion.core.access import page

loan_request_patterns: list[URLPattern] = [
    page("materiel/", request_views.equipment_home),
    page("materiel/demandes/", request_views.loan_request_list),
    page("materiel/demandes/ajouter/", request_views.loan_request_add),
    page("materiel/demandes/<int:pk>/", request_views.loan_request_detail),
    page("materiel/demandes/<int:pk>/modifier/", request_views.loan_request_edit),
    page("materiel/demandes/<int:pk>/garder/", request_views.loan_request_autosave),
    page("materiel/demandes/<int:pk>/envoyer/", request_views.loan_request_send),
    page("materiel/demandes/<int:pk>/retirer/", request_views.loan_request_withdraw),
    page("materiel/demandes/<int:pk>/supprimer/", request_views.loan_request_delete),
    page("materiel/demandes/<int:pk>/retirer-un-materiel/", request_views.loan_request_take_out),
    page("materiel/demandes/<int:pk>/refaire/", request_views.loan_request_repeat),
    page("materiel/demandes/<int:pk>/confirmer/", request_views.loan_request_confirm),
    page("materiel/demandes/<int:pk>/refuser/", request_views.loan_request_refuse),
    page("materiel/demandes/<int:pk>/proposer/", request_views.loan_request_offer),
    page("materiel/demandes/<int:pk>/attendre/", request_views.loan_request_wait),
    page("materiel/demandes/<int:pk>/accepter/", request_views.loan_request_accept),
]
