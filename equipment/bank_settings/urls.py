"""Addresses of the bank, its rules and its days."""

from equipment.bank_settings.views import days, rules
from inclusion.core.access import page

bank_patterns = [
    page("materiel/banque/", rules.bank_detail),
    page("materiel/banque/ouvrir/", rules.bank_open),
    page("materiel/banque/modifier/", rules.bank_edit),
    page("materiel/banque/jours/", days.bank_days),
    page("materiel/banque/fermetures/ajouter/", days.bank_closure_add),
    page("materiel/banque/fermetures/<int:pk>/retirer/", days.bank_closure_remove),
    page("materiel/banque/vacances/ajouter/", days.bank_holiday_add),
    page("materiel/banque/vacances/officielles/", days.bank_holidays_official),
    page("materiel/banque/vacances/<int:pk>/", days.bank_holiday_edit),
    page("materiel/banque/vacances/<int:pk>/retirer/", days.bank_holiday_remove),
]
