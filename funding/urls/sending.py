"""Addresses of sending passes: to a new person, and to several people at once."""

from django.urls import path

from funding.views import duplicates, mailings, new_passes

sending_patterns = [
    path("pass/envoyer/", new_passes.pass_new, name="pass_new"),
    path("pass/envoyer/semblables/", new_passes.pass_alike, name="pass_alike"),
    path("pass/envois/", mailings.mailing_list, name="mailing_list"),
    path("pass/envois/preparer/", mailings.mailing_new, name="mailing_new"),
    path("pass/envois/choisir/", mailings.mailing_choose, name="mailing_choose"),
    path("pass/envois/modele/", mailings.mailing_template, name="mailing_template"),
    path("pass/envois/<int:pk>/", mailings.mailing, name="mailing"),
    path("pass/envois/<int:pk>/lancer/", mailings.mailing_start, name="mailing_start"),
    path("pass/envois/<int:pk>/abandonner/", mailings.mailing_drop, name="mailing_drop"),
    path("pass/doublons/", duplicates.double_list, name="double_list"),
]
