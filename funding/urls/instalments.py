"""Addresses of instalments, below those of one network."""

from django.urls import path

from funding.views import instalments

instalment_patterns = [
    path("conventions/echeances/<int:pk>/appeler/", instalments.instalment_call, name="instalment_call"),
    path("conventions/echeances/<int:pk>/engager/", instalments.instalment_engage, name="instalment_engage"),
    path("conventions/echeances/<int:pk>/verser/", instalments.instalment_settle, name="instalment_settle"),
]
