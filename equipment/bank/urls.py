"""Addresses of the bank, its days and its money."""

from django.urls import path

from equipment.bank.views import budget, days, settings

bank_patterns = [
    path("materiel/banque/", settings.bank_detail, name="bank_detail"),
    path("materiel/banque/ouvrir/", settings.bank_open, name="bank_open"),
    path("materiel/banque/modifier/", settings.bank_edit, name="bank_edit"),
    path("materiel/banque/jours/", days.bank_days, name="bank_days"),
    path("materiel/banque/fermetures/ajouter/", days.bank_closure_add, name="bank_closure_add"),
    path(
        "materiel/banque/fermetures/<int:pk>/retirer/",
        days.bank_closure_remove,
        name="bank_closure_remove",
    ),
    path("materiel/banque/vacances/ajouter/", days.bank_holiday_add, name="bank_holiday_add"),
    path(
        "materiel/banque/vacances/officielles/",
        days.bank_holidays_official,
        name="bank_holidays_official",
    ),
    path("materiel/banque/vacances/<int:pk>/", days.bank_holiday_edit, name="bank_holiday_edit"),
    path(
        "materiel/banque/vacances/<int:pk>/retirer/",
        days.bank_holiday_remove,
        name="bank_holiday_remove",
    ),
    path("materiel/banque/budget/", budget.bank_budget, name="bank_budget"),
    path("materiel/banque/budget/votes/ajouter/", budget.bank_vote_add, name="bank_vote_add"),
    path(
        "materiel/banque/budget/votes/<int:pk>/retirer/",
        budget.bank_vote_withdraw,
        name="bank_vote_withdraw",
    ),
    path("materiel/banque/achats/ajouter/", budget.bank_purchase_add, name="bank_purchase_add"),
    path("materiel/banque/achats/<int:pk>/", budget.bank_purchase_detail, name="bank_purchase_detail"),
    path("materiel/banque/achats/<int:pk>/corriger/", budget.bank_purchase_edit, name="bank_purchase_edit"),
    path(
        "materiel/banque/achats/<int:pk>/retirer/",
        budget.bank_purchase_withdraw,
        name="bank_purchase_withdraw",
    ),
    path(
        "materiel/banque/achats/<int:pk>/facture/",
        budget.bank_purchase_invoice,
        name="bank_purchase_invoice",
    ),
    path(
        "materiel/banque/achats/<int:pk>/inventorier/",
        budget.bank_purchase_inventory,
        name="bank_purchase_inventory",
    ),
]
