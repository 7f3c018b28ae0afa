"""Addresses of meetings before they are held: planning, agenda, invitations, answers."""

from django.urls import URLPattern, path

from inclusion.views import convening, meeting_agendas, meeting_answers, meetings

_ONE = "reunions/<int:pk>/"
_ASKED = f"{_ONE}convies/<int:invitee_pk>/"
_ITEM = f"{_ONE}ordre-du-jour/<int:item_pk>/"
_TOKEN = "reunions/invitation/<secret:token>/"

meeting_patterns: list[URLPattern] = [
    path("reunions/", meetings.meeting_list, name="meeting_list"),
    path("instances/<int:pk>/reunions/prevoir/", meetings.meeting_plan, name="meeting_plan"),
    path("instances/<int:pk>/reunions/serie/", meetings.meeting_plan_series, name="meeting_plan_series"),
    path(_ONE, meetings.meeting_detail, name="meeting_detail"),
    path(f"{_ONE}modifier/", meetings.meeting_edit, name="meeting_edit"),
    path(f"{_ONE}annuler/", meetings.meeting_cancel, name="meeting_cancel"),
    path(f"{_ONE}retablir/", meetings.meeting_restore, name="meeting_restore"),
    path(f"{_ONE}ordre-du-jour/", meeting_agendas.meeting_agenda, name="meeting_agenda"),
    path(f"{_ONE}ordre-du-jour/retenir/", meeting_agendas.meeting_agenda_take, name="meeting_agenda_take"),
    path(f"{_ONE}ordre-du-jour.pdf", meeting_agendas.meeting_agenda_print, name="meeting_agenda_print"),
    path(_ITEM, meeting_agendas.meeting_item_edit, name="meeting_item_edit"),
    path(f"{_ITEM}deplacer/", meeting_agendas.meeting_item_move, name="meeting_item_move"),
    path(f"{_ONE}convoquer/", convening.meeting_convene, name="meeting_convene"),
    path(f"{_ONE}convier/", convening.meeting_invite, name="meeting_invite"),
    path(f"{_ONE}convier/arrives/", convening.meeting_invite_newcomers, name="meeting_invite_newcomers"),
    path(f"{_ONE}repondre/", convening.meeting_reply, name="meeting_reply"),
    path(_ASKED, convening.meeting_invitee, name="meeting_invitee"),
    path(f"{_ASKED}renvoyer/", convening.meeting_invitee_resend, name="meeting_invitee_resend"),
    path(f"{_ASKED}retirer/", convening.meeting_uninvite, name="meeting_uninvite"),
    path(_TOKEN, meeting_answers.meeting_answer, name="meeting_answer"),
    path(f"{_TOKEN}reunion.ics", meeting_answers.meeting_ics, name="meeting_ics"),
]
