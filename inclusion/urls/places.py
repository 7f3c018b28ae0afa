"""Addresses of the places as their keepers see them, of sessions, of the question of each month."""

from django.urls import URLPattern, path

from inclusion.views import place_checks, place_sessions, places

place_patterns: list[URLPattern] = [
    path("lieux/", places.place_list, name="place_list"),
    path("lieux/ajouter/", places.place_add, name="place_add"),
    path("lieux/questions/", place_checks.place_check_list, name="place_check_list"),
    path("lieux/questions/<int:pk>/traiter/", place_checks.place_check_settle, name="place_check_settle"),
    path("lieux/<int:pk>/", places.place_detail, name="place_detail"),
    path("lieux/<int:pk>/modifier/", places.place_edit, name="place_edit"),
    path("lieux/<int:pk>/fermer/", places.place_close, name="place_close"),
    path("lieux/<int:pk>/rouvrir/", places.place_reopen, name="place_reopen"),
    path("lieux/<int:pk>/confirmer/", places.place_confirm, name="place_confirm"),
    path("lieux/<int:pk>/permanences/ajouter/", place_sessions.session_add, name="session_add"),
    path("permanences/<int:pk>/modifier/", place_sessions.session_edit, name="session_edit"),
    path("permanences/<int:pk>/arreter/", place_sessions.session_end, name="session_end"),
    path("fiche/<secret:token>/", place_checks.place_check, name="place_check"),
]
