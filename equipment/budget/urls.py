"""Addresses of the budget of the bank: votes and purchases."""

from django.urls import path

from equipment.budget import views

budget_patterns = [
    path("materiel/banque/budget/", views.bank_budget, name="bank_budget"),
    path("materiel/banque/budget/votes/ajouter/", views.bank_vote_add, name="bank_vote_add"),
    path(
        "materiel/banque/budget/votes/<int:pk>/retirer/",
        views.bank_vote_withdraw,
        name="bank_vote_withdraw",
    ),
    path("materiel/banque/achats/ajouter/", views.bank_purchase_add, name="bank_purchase_add"),
    path("materiel/banque/achats/<int:pk>/", views.bank_purchase_detail, name="bank_purchase_detail"),
    path("materiel/banque/achats/<int:pk>/corriger/", views.bank_purchase_edit, name="bank_purchase_edit"),
    path(
        "materiel/banque/achats/<int:pk>/retirer/",
        views.bank_purchase_withdraw,
        name="bank_purchase_withdraw",
    ),
    path(
        "materiel/banque/achats/<int:pk>/facture/",
        views.bank_purchase_invoice,
        name="bank_purchase_invoice",
    ),
    path(
        "materiel/banque/achats/<int:pk>/inventorier/",
        views.bank_purchase_inventory,
        name="bank_purchase_inventory",
    ),
]
