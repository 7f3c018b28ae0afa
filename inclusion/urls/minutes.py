"""Addresses of meetings while and after they are held: presences, decisions, tasks, minutes."""

from django.urls import URLPattern, path

from inclusion.views import attendance, checkin, meeting_tasks, minutes

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
    path("presence/", checkin.meeting_checkin_code, name="meeting_checkin_code"),
    path("presence/merci/", checkin.meeting_checkin_thanks, name="meeting_checkin_thanks"),
    path("presence/<secret:code>/", checkin.meeting_checkin, name="meeting_checkin"),
    path("reunions/<int:pk>/notes/", minutes.meeting_notes, name="meeting_notes"),
    path("reunions/<int:pk>/notes/garder/", minutes.meeting_notes_keep, name="meeting_notes_keep"),
    path("reunions/<int:pk>/decisions/ajouter/", minutes.decision_add, name="decision_add"),
    path("decisions/<int:pk>/", minutes.decision_edit, name="decision_edit"),
    path("decisions/<int:pk>/retirer/", minutes.decision_remove, name="decision_remove"),
    path("reunions/<int:pk>/releve/", minutes.minutes_send, name="minutes_send"),
    path("reunions/<int:pk>/releve/apercu.pdf", minutes.minutes_preview, name="minutes_preview"),
    path("reunions/<int:pk>/releve/corriger/", minutes.minutes_reopen, name="minutes_reopen"),
    path("reunions/<int:pk>/releve.pdf", minutes.minutes_document, name="minutes_document"),
    path("reunions/<int:pk>/taches/ajouter/", meeting_tasks.task_add, name="task_add"),
    path("reunions/presences/", meeting_tasks.meeting_presence, name="meeting_presence"),
    path("reunions/presences/<slug:by>/", meeting_tasks.meeting_presence, name="meeting_presence_by"),
    path("taches/", meeting_tasks.task_list, name="task_list"),
    path("taches/<int:pk>/", meeting_tasks.task_detail, name="task_detail"),
    path("taches/<int:pk>/modifier/", meeting_tasks.task_edit, name="task_edit"),
    path("taches/<int:pk>/terminer/", meeting_tasks.task_done, name="task_done"),
    path("taches/<int:pk>/abandonner/", meeting_tasks.task_drop, name="task_drop"),
]
