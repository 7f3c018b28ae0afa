"""Addresses of referrals and of people's paths."""

from django.urls import URLPattern

from inclusion.core.access import page
from inclusion.referrals.views import links, paths, referrals

_ONE = "orientations/<int:pk>/"
_PATH = "personnes/<int:pk>/parcours/"

referral_patterns: list[URLPattern] = [
    page("orientations/", referrals.referral_list),
    page("orientations/chiffres/", paths.referral_counts),
    page("orientations/lien/<secret:token>/", links.referral_link),
    page(_ONE, referrals.referral_detail),
    page(f"{_ONE}retirer/", referrals.referral_withdraw),
    page(f"{_ONE}lue/", referrals.referral_read),
    page(f"{_ONE}accepter/", referrals.referral_accept),
    page(f"{_ONE}deplacer/", referrals.referral_move),
    page(f"{_ONE}refuser/", referrals.referral_decline),
    page(f"{_ONE}transmettre/", referrals.referral_pass_on),
    page(f"{_ONE}venue/", referrals.referral_came),
    page(f"{_ONE}terminer/", referrals.referral_finish),
    page("personnes/<int:pk>/orienter/", referrals.referral_add),
    page("lieux/<int:pk>/orienter/", referrals.referral_from_place),
    page(_PATH, paths.person_path),
    page(f"{_PATH}mon-parcours.pdf", paths.person_path_sheet),
    page(f"{_PATH}niveau/", paths.person_path_level),
    page(f"{_PATH}terminer/", paths.person_path_end),
    page(f"{_PATH}rouvrir/", paths.person_path_reopen),
    page(f"{_PATH}accord/", paths.person_path_consent),
]
