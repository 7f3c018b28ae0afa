"""Addresses of equipment, below those of one network; here are those of stock, maintenance, loans and the desk."""

from django.urls import URLPattern

from equipment.bank_settings.urls import bank_patterns
from equipment.budget.urls import budget_patterns
from equipment.calendar.urls import calendar_patterns
from equipment.catalogue.urls import catalogue_patterns
from equipment.desk import views as desk_views
from equipment.family_aid.urls import aid_patterns
from equipment.feedback.urls import feedback_patterns
from equipment.follow_up.urls import follow_patterns
from equipment.loans import views as loan_views
from equipment.maintenance import views as maintenance_views
from equipment.refurbishing.urls import refurbishing_patterns
from equipment.requests.urls import loan_request_patterns
from equipment.schools.urls import school_patterns
from equipment.stock.views import audits, items, supplies
from inclusion.core.access import page

_ITEM = "materiel/stock/<int:pk>/"
_REPAIR = "materiel/maintenances/<int:pk>/"
_SUPPLY = "materiel/fournitures/<int:pk>/"
_AUDIT = "materiel/inventaires/<int:pk>/"

stock_patterns: list[URLPattern] = [
    page("materiel/c/<str:code>/", items.equipment_by_code),
    page("materiel/stock/", items.item_list),
    page("materiel/stock/ajouter/", items.item_add),
    page("materiel/stock/deplacer/", items.item_move),
    page("materiel/stock/etiquettes/", items.item_labels),
    *items.ITEM_IMPORT.patterns("materiel/stock/fichier/", "materiel/stock/fichier/<int:pk>/"),
    page(_ITEM, items.item_detail),
    page(f"{_ITEM}modifier/", items.item_edit),
    page(f"{_ITEM}perdu/", items.item_lost),
    page(f"{_ITEM}remettre/", items.item_restore),
    page(f"{_ITEM}sortir/", items.item_retire),
    page(f"{_ITEM}maintenance/", maintenance_views.maintenance_begin),
    page("materiel/maintenances/", maintenance_views.maintenance_list),
    page(_REPAIR, maintenance_views.maintenance_detail),
    page(f"{_REPAIR}modifier/", maintenance_views.maintenance_edit),
    page(f"{_REPAIR}terminer/", maintenance_views.maintenance_end),
    page(f"{_REPAIR}photos/", maintenance_views.maintenance_photo_add),
    page("materiel/fournitures/", supplies.supply_list),
    page("materiel/fournitures/ajouter/", supplies.supply_add),
    page(_SUPPLY, supplies.supply_detail),
    page(f"{_SUPPLY}modifier/", supplies.supply_edit),
    page(f"{_SUPPLY}stock/", supplies.supply_move),
    page("materiel/inventaires/", audits.stock_audit_list),
    page("materiel/inventaires/commencer/", audits.stock_audit_begin),
    page(_AUDIT, audits.stock_audit_detail),
    page(f"{_AUDIT}terminer/", audits.stock_audit_close),
    page(f"{_AUDIT}suites/", audits.stock_audit_settle),
    page(f"{_AUDIT}fichier/", audits.stock_audit_file),
    page("materiel/inventaires/lectures/<int:pk>/retirer/", audits.stock_audit_forget),
]


# -- URLs of loans, their desk and their pictures

loan_patterns: list[URLPattern] = [
    page("materiel/aujourdhui/", desk_views.loan_desk),
    page("materiel/aujourdhui/retards/", desk_views.loan_overdue),
    page("materiel/p/<str:number>/", desk_views.loan_by_number),
    page("materiel/prets/", loan_views.loan_list),
    page("materiel/prets/ajouter/", loan_views.loan_add),
    page("materiel/prets/<int:pk>/", loan_views.loan_detail),
    page("materiel/prets/<int:pk>/bon.pdf", loan_views.loan_slip),
    page("materiel/prets/<int:pk>/remettre/", desk_views.loan_hand_over),
    page("materiel/prets/<int:pk>/retour/", desk_views.loan_return),
    page("materiel/prets/<int:pk>/deplacer/", loan_views.loan_reschedule),
    page("materiel/prets/<int:pk>/prolonger/", loan_views.loan_extend),
    page("materiel/prets/<int:pk>/annuler/", loan_views.loan_cancel),
    page("materiel/prets/materiels/<int:pk>/remplacer/", loan_views.loan_swap),
    page("materiel/scanner/lire/", desk_views.scan_read),
    page("materiel/photos/<int:pk>/", loan_views.loan_photo),
    page("materiel/photos/<int:pk>/retirer/", loan_views.loan_photo_remove),
]


# -- URLs of equipment

urlpatterns: list[URLPattern] = [
    *aid_patterns,
    *bank_patterns,
    *budget_patterns,
    *catalogue_patterns,
    *feedback_patterns,
    *follow_patterns,
    *calendar_patterns,
    *loan_patterns,
    *refurbishing_patterns,
    *loan_request_patterns,
    *school_patterns,
    *stock_patterns,
]
