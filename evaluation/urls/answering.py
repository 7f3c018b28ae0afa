"""Addresses of answering, below those of one network."""

from django.urls import URLPattern, path

from evaluation.views import answering, kiosk, single

answering_patterns: list[URLPattern] = [
    path("enquete/u/<secret:signed>/", single.answer_single, name="answer_single"),
    path("enquete/borne/<int:pk>/", kiosk.answer_kiosk_open, name="answer_kiosk_open"),
    path("enquete/<secret:token>/", answering.answer, name="answer"),
    path("enquete/<secret:token>/merci/", answering.answer_thanks, name="answer_thanks"),
    path("enquete/<secret:token>/borne/", kiosk.answer_kiosk, name="answer_kiosk"),
    path("enquete/<secret:token>/borne/en-cours/", kiosk.answer_keep, name="answer_keep"),
]
