"""Addresses of schools and their pupils."""

from django.urls import URLPattern, path

from equipment.schools import views as school_views

school_patterns: list[URLPattern] = [
    path("materiel/etablissements/", school_views.school_list, name="school_list"),
    path("materiel/etablissements/ajouter/", school_views.school_add, name="school_add"),
    path("materiel/etablissements/importer/", school_views.school_import, name="school_import"),
    path(
        "materiel/etablissements/importer/enregistrer/",
        school_views.school_import_apply,
        name="school_import_apply",
    ),
    path("materiel/etablissements/<int:pk>/", school_views.school_detail, name="school_detail"),
    path("materiel/etablissements/<int:pk>/modifier/", school_views.school_edit, name="school_edit"),
    path("materiel/etablissements/<int:pk>/fermer/", school_views.school_close, name="school_close"),
    path("materiel/etablissements/<int:pk>/rouvrir/", school_views.school_reopen, name="school_reopen"),
    path("materiel/eleves/", school_views.school_pupils, name="school_pupils"),
    path("materiel/eleves/ajouter/", school_views.pupil_add, name="pupil_add"),
    path("materiel/eleves/liste/", school_views.school_pupils_print, name="school_pupils_print"),
    path("materiel/eleves/<int:pk>/modifier/", school_views.pupil_edit, name="pupil_edit"),
    path("materiel/eleves/<int:pk>/oublier/", school_views.pupil_forget, name="pupil_forget"),
]
