"""Addresses of bodies and meetings."""

from django.urls import URLPattern, path

from inclusion.meetings.views import agendas, attendance, bodies, convening, follow_up, minutes, planning

seat_patterns: list[URLPattern] = [
    path("instances/<int:pk>/", bodies.body_detail, name="body_detail"),
    path("instances/<int:pk>/membres/ajouter/", bodies.body_seat_add, name="body_seat_add"),
    path("instances/<int:pk>/membres/<int:seat_pk>/", bodies.body_seat_edit, name="body_seat_edit"),
    path("instances/<int:pk>/membres/<int:seat_pk>/depart/", bodies.body_seat_end, name="body_seat_end"),
    path("instances/<int:pk>/points/proposer/", bodies.body_point_add, name="body_point_add"),
    path("instances/<int:pk>/points/<int:point_pk>/", bodies.body_point_edit, name="body_point_edit"),
    path(
        "instances/<int:pk>/points/<int:point_pk>/abandonner/", bodies.body_point_drop, name="body_point_drop"
    ),
]


# -- URLs of planning: agenda, invitations, answers

_ONE = "reunions/<int:pk>/"
_ASKED = f"{_ONE}convies/<int:invitee_pk>/"
_ITEM = f"{_ONE}ordre-du-jour/<int:item_pk>/"
_TOKEN = "reunions/invitation/<secret:token>/"

meeting_patterns: list[URLPattern] = [
    path("reunions/", planning.meeting_list, name="meeting_list"),
    path("instances/<int:pk>/reunions/prevoir/", planning.meeting_plan, name="meeting_plan"),
    path("instances/<int:pk>/reunions/serie/", planning.meeting_plan_series, name="meeting_plan_series"),
    path(_ONE, planning.meeting_detail, name="meeting_detail"),
    path(f"{_ONE}modifier/", planning.meeting_edit, name="meeting_edit"),
    path(f"{_ONE}annuler/", planning.meeting_cancel, name="meeting_cancel"),
    path(f"{_ONE}retablir/", planning.meeting_restore, name="meeting_restore"),
    path(f"{_ONE}ordre-du-jour/", agendas.meeting_agenda, name="meeting_agenda"),
    path(f"{_ONE}ordre-du-jour/retenir/", agendas.meeting_agenda_take, name="meeting_agenda_take"),
    path(f"{_ONE}ordre-du-jour.pdf", agendas.meeting_agenda_print, name="meeting_agenda_print"),
    path(_ITEM, agendas.meeting_item_edit, name="meeting_item_edit"),
    path(f"{_ITEM}deplacer/", agendas.meeting_item_move, name="meeting_item_move"),
    path(f"{_ONE}convoquer/", convening.meeting_convene, name="meeting_convene"),
    path(f"{_ONE}convier/", convening.meeting_invite, name="meeting_invite"),
    path(f"{_ONE}convier/arrives/", convening.meeting_invite_newcomers, name="meeting_invite_newcomers"),
    path(f"{_ONE}repondre/", convening.meeting_reply, name="meeting_reply"),
    path(_ASKED, convening.meeting_invitee, name="meeting_invitee"),
    path(f"{_ASKED}renvoyer/", convening.meeting_invitee_resend, name="meeting_invitee_resend"),
    path(f"{_ASKED}retirer/", convening.meeting_uninvite, name="meeting_uninvite"),
    path(_TOKEN, convening.meeting_answer, name="meeting_answer"),
    path(f"{_TOKEN}reunion.ics", convening.meeting_ics, name="meeting_ics"),
]


# -- URLs of attendance, decisions, tasks, minutes

minute_patterns: list[URLPattern] = [
    path("reunions/<int:pk>/presences/", attendance.meeting_attendance, name="meeting_attendance"),
    path(
        "reunions/<int:pk>/presences/ajouter/",
        attendance.meeting_attendance_add,
        name="meeting_attendance_add",
    ),
    path("reunions/<int:pk>/presences/feuille.pdf", attendance.meeting_sheet, name="meeting_sheet"),
    path("reunions/<int:pk>/code/", attendance.meeting_code, name="meeting_code"),
    path("reunions/<int:pk>/code/ouvrir/", attendance.meeting_code_open, name="meeting_code_open"),
    path("reunions/<int:pk>/code/fermer/", attendance.meeting_code_close, name="meeting_code_close"),
    path("reunions/<int:pk>/tenue/", attendance.meeting_hold, name="meeting_hold"),
    path("presence/", attendance.meeting_checkin_code, name="meeting_checkin_code"),
    path("presence/merci/", attendance.meeting_checkin_thanks, name="meeting_checkin_thanks"),
    path("presence/<secret:code>/", attendance.meeting_checkin, name="meeting_checkin"),
    path("reunions/<int:pk>/notes/", minutes.meeting_notes, name="meeting_notes"),
    path("reunions/<int:pk>/notes/garder/", minutes.meeting_notes_keep, name="meeting_notes_keep"),
    path("reunions/<int:pk>/decisions/ajouter/", minutes.decision_add, name="decision_add"),
    path("decisions/<int:pk>/", minutes.decision_edit, name="decision_edit"),
    path("decisions/<int:pk>/retirer/", minutes.decision_remove, name="decision_remove"),
    path("reunions/<int:pk>/releve/", minutes.minutes_send, name="minutes_send"),
    path("reunions/<int:pk>/releve/apercu.pdf", minutes.minutes_preview, name="minutes_preview"),
    path("reunions/<int:pk>/releve/corriger/", minutes.minutes_reopen, name="minutes_reopen"),
    path("reunions/<int:pk>/releve.pdf", minutes.minutes_document, name="minutes_document"),
    path("reunions/<int:pk>/taches/ajouter/", follow_up.task_add, name="task_add"),
    path("reunions/presences/", follow_up.meeting_presence, name="meeting_presence"),
    path("reunions/presences/<slug:by>/", follow_up.meeting_presence, name="meeting_presence_by"),
    path("taches/", follow_up.task_list, name="task_list"),
    path("taches/<int:pk>/", follow_up.task_detail, name="task_detail"),
    path("taches/<int:pk>/modifier/", follow_up.task_edit, name="task_edit"),
    path("taches/<int:pk>/terminer/", follow_up.task_done, name="task_done"),
    path("taches/<int:pk>/abandonner/", follow_up.task_drop, name="task_drop"),
]
