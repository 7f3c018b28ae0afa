"""Addresses of the portal: the public door, accounts, and one tree per network."""

from django.urls import include, path

from inclusion.urls.directory import directory_patterns
from inclusion.urls.events import event_patterns
from inclusion.urls.guide import guide_patterns
from inclusion.urls.guide_files import guide_file_patterns
from inclusion.urls.hub_days import hub_patterns, hub_portal_patterns
from inclusion.urls.meetings import meeting_patterns
from inclusion.urls.minutes import minute_patterns
from inclusion.urls.newsletters import newsletter_patterns
from inclusion.urls.place_imports import place_import_patterns
from inclusion.urls.places import place_patterns
from inclusion.urls.registrations import registration_patterns
from inclusion.urls.seats import seat_patterns
from inclusion.urls.site import site_patterns
from inclusion.views import (
    accounts,
    bodies,
    demo,
    errors,
    gallery,
    home,
    joining,
    memberships,
    partners,
    people,
    person_rights,
    settings,
    work,
)

handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

network_patterns = [
    path("", home.network_home, name="network_home"),
    path("theme.css", home.theme, name="theme"),
    path("partenaires/", partners.partner_list, name="partner_list"),
    path("partenaires/ajouter/", partners.partner_add, name="partner_add"),
    path("partenaires/<int:pk>/", partners.partner_detail, name="partner_detail"),
    path("partenaires/<int:pk>/modifier/", partners.partner_edit, name="partner_edit"),
    path("partenaires/<int:pk>/fusionner/", partners.partner_merge, name="partner_merge"),
    path("partenaires/<int:pk>/contacts/ajouter/", partners.contact_add, name="partner_contact_add"),
    path(
        "partenaires/<int:pk>/contacts/<int:contact_pk>/",
        partners.contact_edit,
        name="partner_contact_edit",
    ),
    path("instances/", bodies.body_list, name="body_list"),
    path("instances/ajouter/", bodies.body_add, name="body_add"),
    path("instances/<int:pk>/modifier/", bodies.body_edit, name="body_edit"),
    path("instances/<int:pk>/clore/", bodies.body_close, name="body_close"),
    path("instances/<int:pk>/rouvrir/", bodies.body_reopen, name="body_reopen"),
    path("personnes/", people.person_list, name="person_list"),
    path("personnes/ajouter/", people.person_add, name="person_add"),
    path("personnes/semblables/", people.person_alike, name="person_alike"),
    path("personnes/<int:pk>/", people.person_detail, name="person_detail"),
    path("personnes/<int:pk>/modifier/", people.person_edit, name="person_edit"),
    path("personnes/<int:pk>/droits/", person_rights.person_rights, name="person_rights"),
    path("personnes/<int:pk>/donnees.zip", person_rights.person_export, name="person_export"),
    path("personnes/<int:pk>/effacer/", person_rights.person_erase, name="person_erase"),
    path("membres/", memberships.member_list, name="member_list"),
    path("membres/inviter/", memberships.member_invite, name="member_invite"),
    path("membres/<int:pk>/", memberships.member_edit, name="member_edit"),
    path("membres/<int:pk>/rattacher/", memberships.member_reattach, name="member_reattach"),
    path("membres/<int:pk>/retirer/", memberships.member_end, name="member_end"),
    path("invitations/<int:pk>/annuler/", memberships.invitation_withdraw, name="member_invitation_withdraw"),
    path("invitations/<int:pk>/renvoyer/", memberships.invitation_resend, name="member_invitation_resend"),
    path("rejoindre/", joining.join, name="join"),
    path("rejoindre/merci/", joining.join_thanks, name="join_thanks"),
    path("demandes/<int:pk>/", joining.join_request, name="member_join_request"),
    path("demandes/<int:pk>/accepter/", joining.join_accept, name="member_join_accept"),
    path("demandes/<int:pk>/refuser/", joining.join_decline, name="member_join_decline"),
    path("journal/", work.journal_list, name="journal_list"),
    path("travaux/<int:pk>/", work.job_detail, name="job_detail"),
    path("documents/<int:pk>/", work.document, name="document"),
    path("reglages/", settings.network_settings, name="network_settings"),
    path("logo/", settings.network_logo, name="network_logo"),
    *directory_patterns,
    *event_patterns,
    *guide_file_patterns,
    *guide_patterns,
    *hub_patterns,
    *meeting_patterns,
    *minute_patterns,
    *newsletter_patterns,
    *place_import_patterns,
    *place_patterns,
    *registration_patterns,
    *seat_patterns,
    *site_patterns,
    path("", include("funding.urls")),
    path("", include("roadmaps.urls")),
    path("", include("equipment.urls")),
    path("", include("evaluation.urls")),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("galerie/", gallery.gallery, name="gallery"),
    path("accessibilite/", home.accessibility, name="accessibility"),
    path("compte/", accounts.account, name="account"),
    path("compte/", include("allauth.urls")),
    path("mes-reseaux/", home.my_networks, name="my_networks"),
    *hub_portal_patterns,
    path("invitation/<secret:token>/", joining.invitation, name="invitation"),
    path("demonstration/entrer/", demo.enter, name="demo_enter"),
    path("demonstration/courriels/", demo.caught_list, name="caught_list"),
    path("demonstration/courriels/<str:name>/", demo.caught_detail, name="caught_detail"),
    path("demonstration/courriels/<str:name>/<int:rank>/", demo.caught_attachment, name="caught_attachment"),
    path("sante/", home.health, name="health"),
    path("<slug:network>/", include(network_patterns)),
]
