"""Addresses of the portal: the public pages, accounts, and one tree per network."""

from django.urls import include, path

from inclusion.core.web import errors, gallery
from inclusion.demo import views as demo_views
from inclusion.directory.urls import directory_patterns
from inclusion.events.urls import event_patterns, registration_patterns
from inclusion.guide.urls import guide_file_patterns, guide_patterns, place_import_patterns, place_patterns
from inclusion.hub_days.urls import hub_patterns, hub_portal_patterns
from inclusion.meetings.urls import meeting_patterns, minute_patterns, seat_patterns
from inclusion.meetings.views import bodies
from inclusion.members import views as member_views
from inclusion.networks import views as network_views
from inclusion.newsletter.urls import newsletter_patterns
from inclusion.partners import views as partner_views
from inclusion.people import views as people_views
from inclusion.site import views as site_views
from inclusion.site.urls import site_patterns

handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

network_patterns = [
    path("", site_views.network_home, name="network_home"),
    path("theme.css", site_views.theme, name="theme"),
    path("partenaires/", partner_views.partner_list, name="partner_list"),
    path("partenaires/ajouter/", partner_views.partner_add, name="partner_add"),
    path("partenaires/<int:pk>/", partner_views.partner_detail, name="partner_detail"),
    path("partenaires/<int:pk>/modifier/", partner_views.partner_edit, name="partner_edit"),
    path("partenaires/<int:pk>/fusionner/", partner_views.partner_merge, name="partner_merge"),
    path("partenaires/<int:pk>/contacts/ajouter/", partner_views.contact_add, name="partner_contact_add"),
    path(
        "partenaires/<int:pk>/contacts/<int:contact_pk>/",
        partner_views.contact_edit,
        name="partner_contact_edit",
    ),
    path("instances/", bodies.body_list, name="body_list"),
    path("instances/ajouter/", bodies.body_add, name="body_add"),
    path("instances/<int:pk>/modifier/", bodies.body_edit, name="body_edit"),
    path("instances/<int:pk>/clore/", bodies.body_close, name="body_close"),
    path("instances/<int:pk>/rouvrir/", bodies.body_reopen, name="body_reopen"),
    path("personnes/", people_views.person_list, name="person_list"),
    path("personnes/ajouter/", people_views.person_add, name="person_add"),
    path("personnes/semblables/", people_views.person_alike, name="person_alike"),
    path("personnes/<int:pk>/", people_views.person_detail, name="person_detail"),
    path("personnes/<int:pk>/modifier/", people_views.person_edit, name="person_edit"),
    path("personnes/<int:pk>/droits/", people_views.person_rights, name="person_rights"),
    path("personnes/<int:pk>/donnees.zip", people_views.person_export, name="person_export"),
    path("personnes/<int:pk>/effacer/", people_views.person_erase, name="person_erase"),
    path("membres/", member_views.member_list, name="member_list"),
    path("membres/inviter/", member_views.member_invite, name="member_invite"),
    path("membres/<int:pk>/", member_views.member_edit, name="member_edit"),
    path("membres/<int:pk>/rattacher/", member_views.member_reattach, name="member_reattach"),
    path("membres/<int:pk>/retirer/", member_views.member_end, name="member_end"),
    path(
        "invitations/<int:pk>/annuler/", member_views.invitation_withdraw, name="member_invitation_withdraw"
    ),
    path("invitations/<int:pk>/renvoyer/", member_views.invitation_resend, name="member_invitation_resend"),
    path("rejoindre/", member_views.join, name="join"),
    path("rejoindre/merci/", member_views.join_thanks, name="join_thanks"),
    path("demandes/<int:pk>/", member_views.join_request, name="member_join_request"),
    path("demandes/<int:pk>/accepter/", member_views.join_accept, name="member_join_accept"),
    path("demandes/<int:pk>/refuser/", member_views.join_decline, name="member_join_decline"),
    path("journal/", network_views.journal_list, name="journal_list"),
    path("travaux/<int:pk>/", network_views.job_detail, name="job_detail"),
    path("documents/<int:pk>/", network_views.document, name="document"),
    path("reglages/", network_views.network_settings, name="network_settings"),
    path("logo/", network_views.network_logo, name="network_logo"),
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
    path("", site_views.home, name="home"),
    path("galerie/", gallery.gallery, name="gallery"),
    path("accessibilite/", site_views.accessibility, name="accessibility"),
    path("compte/", member_views.account, name="account"),
    path("compte/", include("allauth.urls")),
    path("mes-reseaux/", site_views.my_networks, name="my_networks"),
    *hub_portal_patterns,
    path("invitation/<secret:token>/", member_views.invitation, name="invitation"),
    path("demonstration/entrer/", demo_views.enter, name="demo_enter"),
    path("demonstration/courriels/", demo_views.caught_list, name="caught_list"),
    path("demonstration/courriels/<str:name>/", demo_views.caught_detail, name="caught_detail"),
    path(
        "demonstration/courriels/<str:name>/<int:rank>/",
        demo_views.caught_attachment,
        name="caught_attachment",
    ),
    path("sante/", site_views.health, name="health"),
    path("<slug:network>/", include(network_patterns)),
]
