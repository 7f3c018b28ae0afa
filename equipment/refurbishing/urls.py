"""Addresses of the refurbishing chain."""

from django.urls import URLPattern

from equipment.refurbishing.views import devices, donations, figures, steps
from inclusion.core.access import page

refurbishing_patterns: list[URLPattern] = [
    page("reconditionnement/", devices.device_board),
    page("reconditionnement/appareils/", devices.device_list),
    page("reconditionnement/appareils/<int:pk>/", devices.device_detail),
    page("reconditionnement/appareils/<int:pk>/modifier/", devices.device_edit),
    page("reconditionnement/appareils/<int:pk>/etape/<slug:to>/", steps.device_step),
    page("reconditionnement/appareils/<int:pk>/attestation/", donations.device_certificate),
    page("reconditionnement/appareils/<int:pk>/certificat/", donations.device_wipe_paper),
    page("reconditionnement/ensemble/<slug:to>/", steps.device_together),
    page("reconditionnement/dons/", donations.donation_list),
    page("reconditionnement/dons/nouveau/", donations.donation_add),
    page("reconditionnement/dons/<int:pk>/", donations.donation_detail),
    page("reconditionnement/dons/<int:pk>/modifier/", donations.donation_edit),
    page("reconditionnement/dons/<int:pk>/appareil/", devices.device_add),
    page("reconditionnement/dons/<int:pk>/liste/", devices.device_add_many),
    page("reconditionnement/dons/<int:pk>/heures/", donations.donation_work_add),
    page("reconditionnement/dons/<int:pk>/etiquettes/", donations.donation_labels),
    page("reconditionnement/dons/<int:pk>/attestation/", donations.donation_certificate),
    page("reconditionnement/dons/<int:pk>/convention/", donations.donation_agreement),
    page("reconditionnement/dons/<int:pk>/convention/preparer/", donations.donation_agreement_make),
    page("reconditionnement/dons/<int:pk>/convention/signer/", donations.donation_sign),
    page("reconditionnement/bilan/", figures.refurbishing_figures),
    page("reconditionnement/bilan/valeurs/", figures.refurbishing_impact),
]
