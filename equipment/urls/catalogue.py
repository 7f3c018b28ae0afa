"""Addresses of models and kits."""

from django.urls import path

from equipment.views import catalogue, kits

catalogue_patterns = [
    path("materiel/modeles/", catalogue.equipment_model_list, name="equipment_model_list"),
    path("materiel/modeles/ajouter/", catalogue.equipment_model_add, name="equipment_model_add"),
    path("materiel/modeles/<int:pk>/", catalogue.equipment_model_detail, name="equipment_model_detail"),
    path(
        "materiel/modeles/<int:pk>/image/", catalogue.equipment_model_picture, name="equipment_model_picture"
    ),
    path("materiel/modeles/<int:pk>/modifier/", catalogue.equipment_model_edit, name="equipment_model_edit"),
    path(
        "materiel/modeles/<int:pk>/retirer/",
        catalogue.equipment_model_withdraw,
        name="equipment_model_withdraw",
    ),
    path(
        "materiel/modeles/<int:pk>/remettre/",
        catalogue.equipment_model_restore,
        name="equipment_model_restore",
    ),
    path("materiel/mallettes/", kits.kit_list, name="kit_list"),
    path("materiel/mallettes/ajouter/", kits.kit_add, name="kit_add"),
    path("materiel/mallettes/<int:pk>/", kits.kit_detail, name="kit_detail"),
    path("materiel/mallettes/<int:pk>/modifier/", kits.kit_edit, name="kit_edit"),
    path("materiel/mallettes/<int:pk>/retirer/", kits.kit_withdraw, name="kit_withdraw"),
    path("materiel/mallettes/<int:pk>/remettre/", kits.kit_restore, name="kit_restore"),
]
