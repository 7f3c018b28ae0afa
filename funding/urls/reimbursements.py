"""Addresses of claims, of what is owed to places and of what they did not ask for in time."""

from django.urls import path

from funding.views import dues, reimbursement_steps, reimbursements

reimbursement_patterns = [
    path("remboursements/", reimbursements.reimbursement_list, name="reimbursement_list"),
    path("remboursements/demander/", reimbursements.reimbursement_ask, name="reimbursement_ask"),
    path("remboursements/dus/", dues.dues_list, name="reimbursement_dues"),
    path(
        "remboursements/comptabilite/", reimbursement_steps.reimbursement_export, name="reimbursement_export"
    ),
    path("remboursements/echeances/", dues.lapse_list, name="lapse_list"),
    path("remboursements/echeances/acter/", dues.lapse_confirm, name="lapse_confirm"),
    path(
        "remboursements/lignes/<int:pk>/corriger/",
        reimbursement_steps.reimbursement_correct,
        name="reimbursement_correct",
    ),
    path("remboursements/<int:pk>/", reimbursements.reimbursement, name="reimbursement"),
    path(
        "remboursements/<int:pk>/demande.pdf",
        reimbursements.reimbursement_document,
        name="reimbursement_document",
    ),
    path(
        "remboursements/<int:pk>/valide.pdf", reimbursements.reimbursement_order, name="reimbursement_order"
    ),
    path(
        "remboursements/<int:pk>/valider/",
        reimbursement_steps.reimbursement_validate,
        name="reimbursement_validate",
    ),
    path("remboursements/<int:pk>/payer/", reimbursement_steps.reimbursement_pay, name="reimbursement_pay"),
    path(
        "remboursements/<int:pk>/paiement/annuler/",
        reimbursement_steps.reimbursement_unpay,
        name="reimbursement_unpay",
    ),
]
