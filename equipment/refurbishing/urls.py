"""Addresses of the refurbishing chain."""

from django.urls import URLPattern, path

from equipment.refurbishing.views import devices, donations, figures, steps

refurbishing_patterns: list[URLPattern] = [
    path("reconditionnement/", devices.device_board, name="device_board"),
    path("reconditionnement/appareils/", devices.device_list, name="device_list"),
    path("reconditionnement/appareils/<int:pk>/", devices.device_detail, name="device_detail"),
    path("reconditionnement/appareils/<int:pk>/modifier/", devices.device_edit, name="device_edit"),
    path("reconditionnement/appareils/<int:pk>/etape/<slug:to>/", steps.device_step, name="device_step"),
    path(
        "reconditionnement/appareils/<int:pk>/attestation/",
        donations.device_certificate,
        name="device_certificate",
    ),
    path(
        "reconditionnement/appareils/<int:pk>/certificat/",
        donations.device_wipe_paper,
        name="device_wipe_paper",
    ),
    path("reconditionnement/ensemble/<slug:to>/", steps.device_together, name="device_together"),
    path("reconditionnement/dons/", donations.donation_list, name="donation_list"),
    path("reconditionnement/dons/nouveau/", donations.donation_add, name="donation_add"),
    path("reconditionnement/dons/<int:pk>/", donations.donation_detail, name="donation_detail"),
    path("reconditionnement/dons/<int:pk>/modifier/", donations.donation_edit, name="donation_edit"),
    path("reconditionnement/dons/<int:pk>/appareil/", devices.device_add, name="device_add"),
    path("reconditionnement/dons/<int:pk>/liste/", devices.device_add_many, name="device_add_many"),
    path("reconditionnement/dons/<int:pk>/heures/", donations.donation_work_add, name="donation_work_add"),
    path("reconditionnement/dons/<int:pk>/etiquettes/", donations.donation_labels, name="donation_labels"),
    path(
        "reconditionnement/dons/<int:pk>/attestation/",
        donations.donation_certificate,
        name="donation_certificate",
    ),
    path(
        "reconditionnement/dons/<int:pk>/convention/", donations.donation_agreement, name="donation_agreement"
    ),
    path(
        "reconditionnement/dons/<int:pk>/convention/preparer/",
        donations.donation_agreement_make,
        name="donation_agreement_make",
    ),
    path("reconditionnement/dons/<int:pk>/convention/signer/", donations.donation_sign, name="donation_sign"),
    path("reconditionnement/bilan/", figures.refurbishing_figures, name="refurbishing_figures"),
    path(
        "reconditionnement/bilan/valeurs/",
        figures.refurbishing_impact,
        name="refurbishing_impact",
    ),
]
