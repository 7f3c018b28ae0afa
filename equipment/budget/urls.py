"""Addresses of the budget of the bank: votes and purchases."""

from equipment.budget import views
from inclusion.core.access import page

budget_patterns = [
    page("materiel/banque/budget/", views.bank_budget),
    page("materiel/banque/budget/votes/ajouter/", views.bank_vote_add),
    page("materiel/banque/budget/votes/<int:pk>/retirer/", views.bank_vote_withdraw),
    page("materiel/banque/achats/ajouter/", views.bank_purchase_add),
    page("materiel/banque/achats/<int:pk>/", views.bank_purchase_detail),
    page("materiel/banque/achats/<int:pk>/corriger/", views.bank_purchase_edit),
    page("materiel/banque/achats/<int:pk>/retirer/", views.bank_purchase_withdraw),
    page("materiel/banque/achats/<int:pk>/facture/", views.bank_purchase_invoice),
    page("materiel/banque/achats/<int:pk>/inventorier/", views.bank_purchase_inventory),
]
