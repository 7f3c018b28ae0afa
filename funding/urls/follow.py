"""Addresses of the follow-up of passes."""

from django.urls import path

from funding.views import pass_follow

follow_patterns = [
    path("pass/suivi/", pass_follow.pass_follow, name="pass_follow"),
    path("pass/suivi/a-relancer/", pass_follow.pass_unused, name="pass_unused"),
    path("pass/suivi/rappeler/", pass_follow.pass_remind, name="pass_remind"),
]
