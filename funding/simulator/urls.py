"""Addresses of the simulator of a fund, for members and for whoever was invited."""

from funding.simulator import views as simulator_views
from inclusion.core.access import page

simulator_patterns = [
    page("fonds/<int:pk>/simulateur/", simulator_views.fund_simulator),
    page("fonds/<int:pk>/simulateur/liens/", simulator_views.fund_simulator_links),
    page("fonds/<int:pk>/simulateur/ouvrir/", simulator_views.fund_simulator_share),
    page("fonds/simulateur/liens/<int:pk>/retirer/", simulator_views.fund_simulator_withdraw),
    page("simulateur/<secret:token>/", simulator_views.simulator_shared),
]
