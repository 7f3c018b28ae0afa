"""Addresses of loans, their desk and their pictures, below those of one network."""

from django.urls import URLPattern, path

from equipment.views import loan_desk, loan_handing, loan_steps, loans, photos, scans

loan_patterns: list[URLPattern] = [
    path("materiel/aujourdhui/", loan_desk.loan_desk, name="loan_desk"),
    path("materiel/aujourdhui/retards/", loan_desk.loan_overdue, name="loan_overdue"),
    path("materiel/p/<str:number>/", loan_desk.loan_by_number, name="loan_by_number"),
    path("materiel/prets/", loans.loan_list, name="loan_list"),
    path("materiel/prets/ajouter/", loan_steps.loan_add, name="loan_add"),
    path("materiel/prets/<int:pk>/", loans.loan_detail, name="loan_detail"),
    path("materiel/prets/<int:pk>/bon.pdf", loans.loan_slip, name="loan_slip"),
    path("materiel/prets/<int:pk>/remettre/", loan_handing.loan_hand_over, name="loan_hand_over"),
    path("materiel/prets/<int:pk>/retour/", loan_handing.loan_return, name="loan_return"),
    path("materiel/prets/<int:pk>/deplacer/", loan_steps.loan_reschedule, name="loan_reschedule"),
    path("materiel/prets/<int:pk>/prolonger/", loan_steps.loan_extend, name="loan_extend"),
    path("materiel/prets/<int:pk>/annuler/", loan_steps.loan_cancel, name="loan_cancel"),
    path("materiel/prets/materiels/<int:pk>/remplacer/", loan_steps.loan_swap, name="loan_swap"),
    path("materiel/scanner/lire/", scans.scan_read, name="scan_read"),
    path("materiel/photos/<int:pk>/", photos.loan_photo, name="loan_photo"),
    path("materiel/photos/<int:pk>/retirer/", photos.loan_photo_remove, name="loan_photo_remove"),
]
