"""Addresses of the simulator of a fund, for members and for whoever was invited."""

from django.urls import path

from funding.views import simulator

simulator_patterns = [
    path("fonds/<int:pk>/simulateur/", simulator.fund_simulator, name="fund_simulator"),
    path("fonds/<int:pk>/simulateur/liens/", simulator.fund_simulator_links, name="fund_simulator_links"),
    path("fonds/<int:pk>/simulateur/ouvrir/", simulator.fund_simulator_share, name="fund_simulator_share"),
    path(
        "fonds/simulateur/liens/<int:pk>/retirer/",
        simulator.fund_simulator_withdraw,
        name="fund_simulator_withdraw",
    ),
    path("simulateur/<secret:token>/", simulator.simulator_shared, name="simulator_shared"),
]
