"""Addresses of equipment models and kits."""

from django.urls import path

from equipment.catalogue import views as catalogue_views

catalogue_patterns = [
    path("materiel/modeles/", catalogue_views.equipment_model_list, name="equipment_model_list"),
    path("materiel/modeles/ajouter/", catalogue_views.equipment_model_add, name="equipment_model_add"),
    path("materiel/modeles/<int:pk>/", catalogue_views.equipment_model_detail, name="equipment_model_detail"),
    path(
        "materiel/modeles/<int:pk>/image/",
        catalogue_views.equipment_model_picture,
        name="equipment_model_picture",
    ),
    path(
        "materiel/modeles/<int:pk>/modifier/",
        catalogue_views.equipment_model_edit,
        name="equipment_model_edit",
    ),
    path(
        "materiel/modeles/<int:pk>/retirer/",
        catalogue_views.equipment_model_withdraw,
        name="equipment_model_withdraw",
    ),
    path(
        "materiel/modeles/<int:pk>/remettre/",
        catalogue_views.equipment_model_restore,
        name="equipment_model_restore",
    ),
    path("materiel/mallettes/", catalogue_views.kit_list, name="kit_list"),
    path("materiel/mallettes/ajouter/", catalogue_views.kit_add, name="kit_add"),
    path("materiel/mallettes/<int:pk>/", catalogue_views.kit_detail, name="kit_detail"),
    path("materiel/mallettes/<int:pk>/modifier/", catalogue_views.kit_edit, name="kit_edit"),
    path("materiel/mallettes/<int:pk>/retirer/", catalogue_views.kit_withdraw, name="kit_withdraw"),
    path("materiel/mallettes/<int:pk>/remettre/", catalogue_views.kit_restore, name="kit_restore"),
]
