"""Addresses of the stock: items, their labels, maintenance, supplies, audits; below those of one network."""

from django.urls import URLPattern, path

from equipment.views import audits, item_files, item_steps, items, labels, maintenance, supplies

_ITEM = "materiel/stock/<int:pk>/"
_REPAIR = "materiel/maintenances/<int:pk>/"
_SUPPLY = "materiel/fournitures/<int:pk>/"
_AUDIT = "materiel/inventaires/<int:pk>/"

stock_patterns: list[URLPattern] = [
    path("materiel/c/<str:code>/", items.equipment_by_code, name="equipment_by_code"),
    path("materiel/stock/", items.item_list, name="item_list"),
    path("materiel/stock/ajouter/", item_steps.item_add, name="item_add"),
    path("materiel/stock/deplacer/", item_steps.item_move, name="item_move"),
    path("materiel/stock/etiquettes/", labels.item_labels, name="item_labels"),
    path("materiel/stock/fichier/", item_files.item_import, name="item_import"),
    path("materiel/stock/fichier/ajouter/", item_files.item_import_apply, name="item_import_apply"),
    path("materiel/stock/fichier/modele/", item_files.item_import_template, name="item_import_template"),
    path(_ITEM, items.item_detail, name="item_detail"),
    path(f"{_ITEM}modifier/", item_steps.item_edit, name="item_edit"),
    path(f"{_ITEM}perdu/", item_steps.item_lost, name="item_lost"),
    path(f"{_ITEM}remettre/", item_steps.item_restore, name="item_restore"),
    path(f"{_ITEM}sortir/", item_steps.item_retire, name="item_retire"),
    path(f"{_ITEM}maintenance/", maintenance.maintenance_begin, name="maintenance_begin"),
    path("materiel/maintenances/", maintenance.maintenance_list, name="maintenance_list"),
    path(_REPAIR, maintenance.maintenance_detail, name="maintenance_detail"),
    path(f"{_REPAIR}modifier/", maintenance.maintenance_edit, name="maintenance_edit"),
    path(f"{_REPAIR}terminer/", maintenance.maintenance_end, name="maintenance_end"),
    path(f"{_REPAIR}photos/", maintenance.maintenance_photo_add, name="maintenance_photo_add"),
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
