"""Addresses of bodies and meetings."""

from django.urls import URLPattern, path

from inclusion.core.access import page
from inclusion.meetings.views import (
    agendas,
    attendance,
    bodies,
    calendars,
    convening,
    follow_up,
    live,
    minutes,
    planning,
)

seat_patterns: list[URLPattern] = [
    page("instances/<int:pk>/", bodies.body_detail),
    page("instances/<int:pk>/membres/ajouter/", bodies.body_seat_add),
    page("instances/<int:pk>/membres/<int:seat_pk>/", bodies.body_seat_edit),
    page("instances/<int:pk>/membres/<int:seat_pk>/depart/", bodies.body_seat_end),
    page("instances/<int:pk>/points/proposer/", bodies.body_point_add),
    page("instances/<int:pk>/points/<int:point_pk>/", bodies.body_point_edit),
    page("instances/<int:pk>/points/<int:point_pk>/abandonner/", bodies.body_point_drop),
]


# -- URLs of planning: agenda, invitations, answers

_ONE = "reunions/<int:pk>/"
_ASKED = f"{_ONE}convies/<int:invitee_pk>/"
_ITEM = f"{_ONE}ordre-du-jour/<int:item_pk>/"
_TOKEN = "reunions/invitation/<secret:token>/"

meeting_patterns: list[URLPattern] = [
    page("reunions/", planning.meeting_list),
    page("reunions/agenda/ouvrir/", calendars.meeting_calendar_open),
    page("reunions/agenda/fermer/", calendars.meeting_calendar_close),
    page("reunions/agenda/<secret:token>/reunions.ics", calendars.meeting_calendar),
    page("instances/<int:pk>/reunions/prevoir/", planning.meeting_plan),
    page("instances/<int:pk>/reunions/serie/", planning.meeting_plan_series),
    page(_ONE, planning.meeting_detail),
    page(f"{_ONE}modifier/", planning.meeting_edit),
    page(f"{_ONE}annuler/", planning.meeting_cancel),
    page(f"{_ONE}retablir/", planning.meeting_restore),
    page(f"{_ONE}ordre-du-jour/", agendas.meeting_agenda),
    page(f"{_ONE}ordre-du-jour/retenir/", agendas.meeting_agenda_take),
    page(f"{_ONE}ordre-du-jour.pdf", agendas.meeting_agenda_print),
    page(_ITEM, agendas.meeting_item_edit),
    page(f"{_ITEM}deplacer/", agendas.meeting_item_move),
    page(f"{_ONE}convoquer/", convening.meeting_convene),
    page(f"{_ONE}convier/", convening.meeting_invite),
    page(f"{_ONE}convier/arrives/", convening.meeting_invite_newcomers),
    page(f"{_ONE}repondre/", convening.meeting_reply),
    page(_ASKED, convening.meeting_invitee),
    page(f"{_ASKED}renvoyer/", convening.meeting_invitee_resend),
    page(f"{_ASKED}retirer/", convening.meeting_uninvite),
    page(_TOKEN, convening.meeting_answer),
    page(f"{_TOKEN}reunion.ics", convening.meeting_ics),
]


# -- URLs of attendance, decisions, tasks, minutes

minute_patterns: list[URLPattern] = [
    page("reunions/<int:pk>/direct/", live.meeting_live),
    page("reunions/<int:pk>/direct/ecrire/", live.meeting_live_write),
    page("reunions/<int:pk>/direct/changements/", live.meeting_live_changes),
    page("reunions/<int:pk>/presences/feuille.pdf", attendance.meeting_sheet),
    page("reunions/<int:pk>/code/", attendance.meeting_code),
    page("reunions/<int:pk>/code/ouvrir/", attendance.meeting_code_open),
    page("reunions/<int:pk>/code/fermer/", attendance.meeting_code_close),
    page("reunions/<int:pk>/tenue/", attendance.meeting_hold),
    page("presence/", attendance.meeting_checkin_code),
    page("presence/merci/", attendance.meeting_checkin_thanks),
    page("presence/<secret:code>/", attendance.meeting_checkin),
    page("decisions/<int:pk>/", minutes.decision_edit),
    page("decisions/<int:pk>/retirer/", minutes.decision_remove),
    page("reunions/<int:pk>/releve/", minutes.minutes_send),
    page("reunions/<int:pk>/releve/ligne/", minutes.minutes_line),
    page("reunions/<int:pk>/releve/apercu.pdf", minutes.minutes_preview),
    page("reunions/<int:pk>/releve/corriger/", minutes.minutes_reopen),
    page("reunions/<int:pk>/releve.pdf", minutes.minutes_document),
    page("reunions/<int:pk>/taches/ajouter/", follow_up.task_add),
    page("reunions/presences/", follow_up.meeting_presence),
    path("reunions/presences/<slug:by>/", follow_up.meeting_presence, name="meeting_presence_by"),
    page("taches/", follow_up.task_list),
    page("taches/<int:pk>/", follow_up.task_detail),
    page("taches/<int:pk>/modifier/", follow_up.task_edit),
    page("taches/<int:pk>/terminer/", follow_up.task_done),
    page("taches/<int:pk>/abandonner/", follow_up.task_drop),
]
