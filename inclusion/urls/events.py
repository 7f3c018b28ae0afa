"""Addresses of events, for members and for everybody."""

from django.urls import URLPattern, path

from inclusion.views import event_programmes, event_public, event_steps, events

event_patterns: list[URLPattern] = [
    path("evenements/", events.event_list, name="event_list"),
    path("evenements/passes/", events.event_past, name="event_past"),
    path("evenements/brouillons/", events.event_drafts, name="event_drafts"),
    path("evenements/ajouter/", events.event_add, name="event_add"),
    path("evenements/<int:pk>/", events.event_detail, name="event_detail"),
    path("evenements/<int:pk>/modifier/", events.event_edit, name="event_edit"),
    path("evenements/<int:pk>/affiche.pdf", events.event_poster, name="event_poster"),
    path("evenements/<int:pk>/publier/", event_steps.event_publish, name="event_publish"),
    path("evenements/<int:pk>/depublier/", event_steps.event_unpublish, name="event_unpublish"),
    path("evenements/<int:pk>/annuler/", event_steps.event_cancel, name="event_cancel"),
    path("evenements/<int:pk>/reprendre/", event_steps.event_resume, name="event_resume"),
    path("evenements/<int:pk>/copier/", event_steps.event_duplicate, name="event_duplicate"),
    path("evenements/<int:pk>/repeter/", event_steps.event_repeat, name="event_repeat"),
    path("evenements/<int:pk>/bilan/", event_steps.event_report, name="event_report"),
    path("evenements/<int:pk>/bilan/chiffres/", event_steps.event_figure_add, name="event_figure_add"),
    path(
        "evenements/<int:pk>/bilan/chiffres/<int:figure_pk>/retirer/",
        event_steps.event_figure_remove,
        name="event_figure_remove",
    ),
    path("evenements/<int:pk>/programme/", event_programmes.event_programme, name="event_programme"),
    path("evenements/<int:pk>/programme/ajouter/", event_programmes.event_talk_add, name="event_talk_add"),
    path("evenements/<int:pk>/programme/coller/", event_programmes.event_talk_paste, name="event_talk_paste"),
    path(
        "evenements/<int:pk>/programme/<int:talk_pk>/",
        event_programmes.event_talk_edit,
        name="event_talk_edit",
    ),
    path(
        "evenements/<int:pk>/programme/<int:talk_pk>/retirer/",
        event_programmes.event_talk_remove,
        name="event_talk_remove",
    ),
    path(
        "evenements/<int:pk>/exposants/ajouter/",
        event_programmes.event_exhibitor_add,
        name="event_exhibitor_add",
    ),
    path(
        "evenements/<int:pk>/exposants/coller/",
        event_programmes.event_exhibitor_paste,
        name="event_exhibitor_paste",
    ),
    path(
        "evenements/<int:pk>/exposants/<int:exhibitor_pk>/",
        event_programmes.event_exhibitor_edit,
        name="event_exhibitor_edit",
    ),
    path(
        "evenements/<int:pk>/exposants/<int:exhibitor_pk>/retirer/",
        event_programmes.event_exhibitor_remove,
        name="event_exhibitor_remove",
    ),
    path("agenda/", event_public.event_public_list, name="event_public_list"),
    path("agenda.ics", event_public.event_feed_ics, name="event_feed_ics"),
    path("agenda.atom", event_public.event_feed_atom, name="event_feed_atom"),
    path("agenda/<int:pk>/", event_public.event_public, name="event_public"),
    path("agenda/<int:pk>.ics", event_public.event_ics, name="event_ics"),
    path("agenda/<int:pk>/programme.pdf", event_public.event_programme_pdf, name="event_programme_pdf"),
]
