"""Addresses of the bank, its days and its money."""

from django.urls import path

from equipment.views import bank, bank_days, budget, purchases

bank_patterns = [
    path("materiel/banque/", bank.bank_detail, name="bank_detail"),
    path("materiel/banque/ouvrir/", bank.bank_open, name="bank_open"),
    path("materiel/banque/modifier/", bank.bank_edit, name="bank_edit"),
    path("materiel/banque/jours/", bank_days.bank_days, name="bank_days"),
    path("materiel/banque/fermetures/ajouter/", bank_days.bank_closure_add, name="bank_closure_add"),
    path(
        "materiel/banque/fermetures/<int:pk>/retirer/",
        bank_days.bank_closure_remove,
        name="bank_closure_remove",
    ),
    path("materiel/banque/vacances/ajouter/", bank_days.bank_holiday_add, name="bank_holiday_add"),
    path(
        "materiel/banque/vacances/officielles/",
        bank_days.bank_holidays_official,
        name="bank_holidays_official",
    ),
    path("materiel/banque/vacances/<int:pk>/", bank_days.bank_holiday_edit, name="bank_holiday_edit"),
    path(
        "materiel/banque/vacances/<int:pk>/retirer/",
        bank_days.bank_holiday_remove,
        name="bank_holiday_remove",
    ),
    path("materiel/banque/budget/", budget.bank_budget, name="bank_budget"),
    path("materiel/banque/budget/votes/ajouter/", budget.bank_vote_add, name="bank_vote_add"),
    path(
        "materiel/banque/budget/votes/<int:pk>/retirer/",
        budget.bank_vote_withdraw,
        name="bank_vote_withdraw",
    ),
    path("materiel/banque/achats/ajouter/", purchases.bank_purchase_add, name="bank_purchase_add"),
    path("materiel/banque/achats/<int:pk>/", purchases.bank_purchase_detail, name="bank_purchase_detail"),
    path(
        "materiel/banque/achats/<int:pk>/corriger/", purchases.bank_purchase_edit, name="bank_purchase_edit"
    ),
    path(
        "materiel/banque/achats/<int:pk>/retirer/",
        purchases.bank_purchase_withdraw,
        name="bank_purchase_withdraw",
    ),
    path(
        "materiel/banque/achats/<int:pk>/facture/",
        purchases.bank_purchase_invoice,
        name="bank_purchase_invoice",
    ),
    path(
        "materiel/banque/achats/<int:pk>/inventorier/",
        purchases.bank_purchase_inventory,
        name="bank_purchase_inventory",
    ),
]
