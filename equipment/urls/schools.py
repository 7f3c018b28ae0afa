"""Addresses of schools and their pupils, below those of one network."""

from django.urls import URLPattern, path

from equipment.views import pupils, schools

school_patterns: list[URLPattern] = [
    path("materiel/etablissements/", schools.school_list, name="school_list"),
    path("materiel/etablissements/ajouter/", schools.school_add, name="school_add"),
    path("materiel/etablissements/importer/", schools.school_import, name="school_import"),
    path(
        "materiel/etablissements/importer/enregistrer/",
        schools.school_import_apply,
        name="school_import_apply",
    ),
    path("materiel/etablissements/<int:pk>/", schools.school_detail, name="school_detail"),
    path("materiel/etablissements/<int:pk>/modifier/", schools.school_edit, name="school_edit"),
    path("materiel/etablissements/<int:pk>/fermer/", schools.school_close, name="school_close"),
    path("materiel/etablissements/<int:pk>/rouvrir/", schools.school_reopen, name="school_reopen"),
    path("materiel/eleves/", pupils.school_pupils, name="school_pupils"),
    path("materiel/eleves/ajouter/", pupils.pupil_add, name="pupil_add"),
    path("materiel/eleves/liste/", pupils.school_pupils_print, name="school_pupils_print"),
    path("materiel/eleves/<int:pk>/modifier/", pupils.pupil_edit, name="pupil_edit"),
    path("materiel/eleves/<int:pk>/oublier/", pupils.pupil_forget, name="pupil_forget"),
]
