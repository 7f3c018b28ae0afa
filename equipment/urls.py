"""Addresses of equipment, below those of one network; here are those of stock, maintenance, loans and the desk."""

from django.urls import URLPattern, path

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

_ITEM = "materiel/stock/<int:pk>/"
_REPAIR = "materiel/maintenances/<int:pk>/"
_SUPPLY = "materiel/fournitures/<int:pk>/"
_AUDIT = "materiel/inventaires/<int:pk>/"

stock_patterns: list[URLPattern] = [
    path("materiel/c/<str:code>/", items.equipment_by_code, name="equipment_by_code"),
    path("materiel/stock/", items.item_list, name="item_list"),
    path("materiel/stock/ajouter/", items.item_add, name="item_add"),
    path("materiel/stock/deplacer/", items.item_move, name="item_move"),
    path("materiel/stock/etiquettes/", items.item_labels, name="item_labels"),
    path("materiel/stock/fichier/", items.item_import, name="item_import"),
    path("materiel/stock/fichier/ajouter/", items.item_import_apply, name="item_import_apply"),
    path("materiel/stock/fichier/modele/", items.item_import_template, name="item_import_template"),
    path(_ITEM, items.item_detail, name="item_detail"),
    path(f"{_ITEM}modifier/", items.item_edit, name="item_edit"),
    path(f"{_ITEM}perdu/", items.item_lost, name="item_lost"),
    path(f"{_ITEM}remettre/", items.item_restore, name="item_restore"),
    path(f"{_ITEM}sortir/", items.item_retire, name="item_retire"),
    path(f"{_ITEM}maintenance/", maintenance_views.maintenance_begin, name="maintenance_begin"),
    path("materiel/maintenances/", maintenance_views.maintenance_list, name="maintenance_list"),
    path(_REPAIR, maintenance_views.maintenance_detail, name="maintenance_detail"),
    path(f"{_REPAIR}modifier/", maintenance_views.maintenance_edit, name="maintenance_edit"),
    path(f"{_REPAIR}terminer/", maintenance_views.maintenance_end, name="maintenance_end"),
    path(f"{_REPAIR}photos/", maintenance_views.maintenance_photo_add, name="maintenance_photo_add"),
    path("materiel/fournitures/", supplies.supply_list, name="supply_list"),
    path("materiel/fournitures/ajouter/", supplies.supply_add, name="supply_add"),
    path(_SUPPLY, supplies.supply_detail, name="supply_detail"),
    path(f"{_SUPPLY}modifier/", supplies.supply_edit, name="supply_edit"),
    path(f"{_SUPPLY}stock/", supplies.supply_move, name="supply_move"),
    path("materiel/inventaires/", audits.stock_audit_list, name="stock_audit_list"),
    path("materiel/inventaires/commencer/", audits.stock_audit_begin, name="stock_audit_begin"),
    path(_AUDIT, audits.stock_audit_detail, name="stock_audit_detail"),
    path(f"{_AUDIT}terminer/", audits.stock_audit_close, name="stock_audit_close"),
    path(f"{_AUDIT}suites/", audits.stock_audit_settle, name="stock_audit_settle"),
    path(f"{_AUDIT}fichier/", audits.stock_audit_file, name="stock_audit_file"),
    path(
        "materiel/inventaires/lectures/<int:pk>/retirer/",
        audits.stock_audit_forget,
        name="stock_audit_forget",
    ),
]


# -- URLs of loans, their desk and their pictures

loan_patterns: list[URLPattern] = [
    path("materiel/aujourdhui/", desk_views.loan_desk, name="loan_desk"),
    path("materiel/aujourdhui/retards/", desk_views.loan_overdue, name="loan_overdue"),
    path("materiel/p/<str:number>/", desk_views.loan_by_number, name="loan_by_number"),
    path("materiel/prets/", loan_views.loan_list, name="loan_list"),
    path("materiel/prets/ajouter/", loan_views.loan_add, name="loan_add"),
    path("materiel/prets/<int:pk>/", loan_views.loan_detail, name="loan_detail"),
    path("materiel/prets/<int:pk>/bon.pdf", loan_views.loan_slip, name="loan_slip"),
    path("materiel/prets/<int:pk>/remettre/", desk_views.loan_hand_over, name="loan_hand_over"),
    path("materiel/prets/<int:pk>/retour/", desk_views.loan_return, name="loan_return"),
    path("materiel/prets/<int:pk>/deplacer/", loan_views.loan_reschedule, name="loan_reschedule"),
    path("materiel/prets/<int:pk>/prolonger/", loan_views.loan_extend, name="loan_extend"),
    path("materiel/prets/<int:pk>/annuler/", loan_views.loan_cancel, name="loan_cancel"),
    path("materiel/prets/materiels/<int:pk>/remplacer/", loan_views.loan_swap, name="loan_swap"),
    path("materiel/scanner/lire/", desk_views.scan_read, name="scan_read"),
    path("materiel/photos/<int:pk>/", loan_views.loan_photo, name="loan_photo"),
    path("materiel/photos/<int:pk>/retirer/", loan_views.loan_photo_remove, name="loan_photo_remove"),
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
