"""Addresses of the simulator of a fund, for members and for whoever was invited."""

from django.urls import path

from funding.simulator import views as simulator_views

simulator_patterns = [
    path("fonds/<int:pk>/simulateur/", simulator_views.fund_simulator, name="fund_simulator"),
    path(
        "fonds/<int:pk>/simulateur/liens/", simulator_views.fund_simulator_links, name="fund_simulator_links"
    ),
    path(
        "fonds/<int:pk>/simulateur/ouvrir/", simulator_views.fund_simulator_share, name="fund_simulator_share"
    ),
    path(
        "fonds/simulateur/liens/<int:pk>/retirer/",
        simulator_views.fund_simulator_withdraw,
        name="fund_simulator_withdraw",
    ),
    path("simulateur/<secret:token>/", simulator_views.simulator_shared, name="simulator_shared"),
]
