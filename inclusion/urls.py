"""Addresses of the portal: the public pages, accounts, and one tree per network."""

from django.urls import include, path

from inclusion.civic_service.urls import civic_service_patterns
from inclusion.core.access import page
from inclusion.core.web import errors, gallery
from inclusion.demo import views as demo_views
from inclusion.directory.urls import directory_patterns
from inclusion.events.urls import event_patterns, registration_patterns
from inclusion.guide.urls import guide_file_patterns, guide_patterns, place_import_patterns, place_patterns
from inclusion.help_desks.urls import help_desk_patterns
from inclusion.hub_days.urls import hub_patterns, hub_portal_patterns
from inclusion.manual import views as manual_views
from inclusion.mediators.urls import helper_patterns
from inclusion.meetings.urls import meeting_patterns, minute_patterns, seat_patterns
from inclusion.meetings.views import bodies
from inclusion.members import views as member_views
from inclusion.networks import views as network_views
from inclusion.newsletter.urls import newsletter_patterns
from inclusion.partners import views as partner_views
from inclusion.people import views as people_views
from inclusion.referrals.urls import referral_patterns
from inclusion.search import views as search_views
from inclusion.site import views as site_views
from inclusion.site.urls import site_patterns

handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

network_patterns = [
    page("", site_views.network_home),
    page("theme.css", site_views.theme),
    page("partenaires/", partner_views.partner_list),
    page("partenaires/ajouter/", partner_views.partner_add),
    page("partenaires/<int:pk>/", partner_views.partner_detail),
    page("partenaires/<int:pk>/modifier/", partner_views.partner_edit),
    page("partenaires/<int:pk>/fusionner/", partner_views.partner_merge),
    path("partenaires/<int:pk>/contacts/ajouter/", partner_views.contact_add, name="partner_contact_add"),
    path("partenaires/<int:pk>/contacts/<int:contact_pk>/", partner_views.contact_edit, name="partner_contact_edit"),
    page("partenaires/<int:pk>/services/ajouter/", partner_views.partner_service_add),
    page("partenaires/services/<int:pk>/", partner_views.partner_service_edit),
    page("instances/", bodies.body_list),
    page("instances/ajouter/", bodies.body_add),
    page("instances/<int:pk>/modifier/", bodies.body_edit),
    page("instances/<int:pk>/clore/", bodies.body_close),
    page("instances/<int:pk>/rouvrir/", bodies.body_reopen),
    page("personnes/", people_views.person_list),
    page("personnes/ajouter/", people_views.person_add),
    page("personnes/semblables/", people_views.person_alike),
    page("personnes/communes/", people_views.person_towns),
    page("personnes/<int:pk>/", people_views.person_detail),
    page("personnes/<int:pk>/modifier/", people_views.person_edit),
    page("personnes/<int:pk>/courriel/", people_views.person_email_confirm),
    page("personnes/<int:pk>/droits/", people_views.person_rights),
    page("personnes/<int:pk>/donnees.zip", people_views.person_export),
    page("personnes/<int:pk>/effacer/", people_views.person_erase),
    page("membres/", member_views.member_list),
    page("membres/inviter/", member_views.member_invite),
    page("membres/adresses/", member_views.member_addresses),
    page("membres/adresses/<int:pk>/", member_views.member_address_confirm),
    page("membres/<int:pk>/", member_views.member_edit),
    page("membres/<int:pk>/rattacher/", member_views.member_reattach),
    page("membres/<int:pk>/retirer/", member_views.member_end),
    path("invitations/<int:pk>/annuler/", member_views.invitation_withdraw, name="member_invitation_withdraw"),
    path("invitations/<int:pk>/renvoyer/", member_views.invitation_resend, name="member_invitation_resend"),
    page("rejoindre/", member_views.join),
    page("rejoindre/merci/", member_views.join_thanks),
    path("demandes/<int:pk>/", member_views.join_request, name="member_join_request"),
    path("demandes/<int:pk>/accepter/", member_views.join_accept, name="member_join_accept"),
    path("demandes/<int:pk>/refuser/", member_views.join_decline, name="member_join_decline"),
    page("aide/", manual_views.manual_list),
    page("aide/<slug:name>/", manual_views.manual_chapter),
    page("aide/images/<str:name>", manual_views.manual_picture),
    page("chercher/", search_views.network_search),
    page("journal/", network_views.journal_list),
    page("travaux/<int:pk>/", network_views.job_detail),
    page("documents/<int:pk>/", network_views.document),
    page("reglages/", network_views.network_settings),
    page("reglages/activites/", network_views.network_activities),
    page("reglages/fermer/", network_views.network_close),
    page("reglages/rouvrir/", network_views.network_reopen),
    page("logo/", network_views.network_logo),
    *civic_service_patterns,
    *directory_patterns,
    *event_patterns,
    *guide_file_patterns,
    *guide_patterns,
    *help_desk_patterns,
    *helper_patterns,
    *hub_patterns,
    *meeting_patterns,
    *minute_patterns,
    *newsletter_patterns,
    *place_import_patterns,
    *place_patterns,
    *referral_patterns,
    *registration_patterns,
    *seat_patterns,
    *site_patterns,
    path("", include("funding.urls")),
    path("", include("roadmaps.urls")),
    path("", include("equipment.urls")),
    path("", include("evaluation.urls")),
]

urlpatterns = [
    page("", site_views.home),
    page("robots.txt", site_views.robots),
    page("sitemap.xml", site_views.sitemap_index),
    page("galerie/", gallery.gallery),
    page("accessibilite/", site_views.accessibility),
    page("compte/", member_views.account),
    page("compte/nom/", member_views.account_name),
    page("compte/rappels/", member_views.account_reminders),
    page("compte/rappels/<secret:signed>/", member_views.reminder_stop),
    path("compte/", include("allauth.urls")),
    page("mes-reseaux/", site_views.my_networks),
    *hub_portal_patterns,
    page("invitation/<secret:token>/", member_views.invitation),
    path("demonstration/entrer/", demo_views.enter, name="demo_enter"),
    path("demonstration/visite/quitter/", demo_views.leave_tour, name="demo_leave_tour"),
    page("demonstration/courriels/", demo_views.caught_list),
    page("demonstration/courriels/<str:name>/", demo_views.caught_detail),
    page("demonstration/courriels/<str:name>/<int:rank>/", demo_views.caught_attachment),
    page("sante/", site_views.health),
    page("sms/stop/<secret:token>/", people_views.sms_stop),
    path("<slug:network>/", include(network_patterns)),
]
