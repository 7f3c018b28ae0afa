"""Addresses of the bank, its rules and its days."""

from django.urls import path

from equipment.bank_settings.views import days, rules

bank_patterns = [
    path("materiel/banque/", rules.bank_detail, name="bank_detail"),
    path("materiel/banque/ouvrir/", rules.bank_open, name="bank_open"),
    path("materiel/banque/modifier/", rules.bank_edit, name="bank_edit"),
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
]
