"""Addresses of equipment models and kits."""

from equipment.catalogue import views as catalogue_views
from inclusion.core.access import page

catalogue_patterns = [
    page("materiel/modeles/", catalogue_views.equipment_model_list),
    page("materiel/modeles/ajouter/", catalogue_views.equipment_model_add),
    page("materiel/modeles/<int:pk>/", catalogue_views.equipment_model_detail),
    page("materiel/modeles/<int:pk>/image/", catalogue_views.equipment_model_picture),
    page("materiel/modeles/<int:pk>/modifier/", catalogue_views.equipment_model_edit),
    page("materiel/modeles/<int:pk>/retirer/", catalogue_views.equipment_model_withdraw),
    page("materiel/modeles/<int:pk>/remettre/", catalogue_views.equipment_model_restore),
    page("materiel/mallettes/", catalogue_views.kit_list),
    page("materiel/mallettes/ajouter/", catalogue_views.kit_add),
    page("materiel/mallettes/<int:pk>/", catalogue_views.kit_detail),
    page("materiel/mallettes/<int:pk>/modifier/", catalogue_views.kit_edit),
    page("materiel/mallettes/<int:pk>/retirer/", catalogue_views.kit_withdraw),
    page("materiel/mallettes/<int:pk>/remettre/", catalogue_views.kit_restore),
]
