"""Addresses of answering, below those of one network."""

from django.urls import URLPattern, path

from evaluation.views import answering, kiosk, single

answering_patterns: list[URLPattern] = [
    path("enquete/u/<str:signed>/", single.answer_single, name="answer_single"),
    path("enquete/borne/<int:pk>/", kiosk.answer_kiosk_open, name="answer_kiosk_open"),
    path("enquete/<slug:token>/", answering.answer, name="answer"),
    path("enquete/<slug:token>/merci/", answering.answer_thanks, name="answer_thanks"),
    path("enquete/<slug:token>/borne/", kiosk.answer_kiosk, name="answer_kiosk"),
    path("enquete/<slug:token>/borne/en-cours/", kiosk.answer_keep, name="answer_keep"),
]
