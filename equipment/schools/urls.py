"""Addresses of schools and their pupils."""

from django.urls import URLPattern

from equipment.schools import views as school_views
from inclusion.core.access import page

school_patterns: list[URLPattern] = [
    page("materiel/etablissements/", school_views.school_list),
    page("materiel/etablissements/ajouter/", school_views.school_add),
    *school_views.SCHOOL_IMPORT.patterns(
        "materiel/etablissements/importer/", "materiel/etablissements/importer/<int:pk>/"
    ),
    page("materiel/etablissements/<int:pk>/", school_views.school_detail),
    page("materiel/etablissements/<int:pk>/modifier/", school_views.school_edit),
    page("materiel/etablissements/<int:pk>/fermer/", school_views.school_close),
    page("materiel/etablissements/<int:pk>/rouvrir/", school_views.school_reopen),
    page("materiel/eleves/", school_views.school_pupils),
    page("materiel/eleves/ajouter/", school_views.pupil_add),
    page("materiel/eleves/liste/", school_views.school_pupils_print),
    page("materiel/eleves/<int:pk>/modifier/", school_views.pupil_edit),
    page("materiel/eleves/<int:pk>/oublier/", school_views.pupil_forget),
]
