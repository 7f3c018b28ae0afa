"""Addresses of who sits in a body, of what waits for it, of its rhythm."""

from django.urls import URLPattern, path

from inclusion.views import seats

seat_patterns: list[URLPattern] = [
    path("instances/<int:pk>/", seats.body_detail, name="body_detail"),
    path("instances/<int:pk>/membres/ajouter/", seats.body_seat_add, name="body_seat_add"),
    path("instances/<int:pk>/membres/<int:seat_pk>/", seats.body_seat_edit, name="body_seat_edit"),
    path("instances/<int:pk>/membres/<int:seat_pk>/depart/", seats.body_seat_end, name="body_seat_end"),
    path("instances/<int:pk>/points/proposer/", seats.body_point_add, name="body_point_add"),
    path("instances/<int:pk>/points/<int:point_pk>/", seats.body_point_edit, name="body_point_edit"),
    path(
        "instances/<int:pk>/points/<int:point_pk>/abandonner/", seats.body_point_drop, name="body_point_drop"
    ),
]
