"""A network in whose scope each test runs, and who writes in it."""

from types import SimpleNamespace

from tests.builders import make_epci, make_network, make_user
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_local, make_roadmap
from tests.setup_data import setup_data


@setup_data(in_scope=True)
def network():
    return make_network()


@setup_data
def camille(network):
    return make_user(first_name="Camille")


@setup_data
def rows(network, cast, made):
    """The rows of both roadmaps."""
    referent = cast["epci_referent"].partner

    def build():
        by = make_user()
        departmental = make_roadmap("Feuille départementale", by=by)
        above = make_axis(departmental, "Accès aux droits", by=by)
        make_action(above, "Interconnaissance", by=by)
        make_adopted(departmental, by=by)
        departmental.refresh_from_db()
        local = make_local(departmental, "Feuille locale", carriers=[referent], territories=[make_epci()], by=by)
        first, second = (make_axis(local, "Aller vers", takes_up=above, by=by), make_axis(local, "Équiper", by=by))
        actions = [make_action(first, title, by=by) for title in ("Permanences", "Bus", "Ateliers")]
        return SimpleNamespace(
            by=by,
            departmental=departmental,
            above=above,
            local=local,
            first=first,
            second=second,
            actions=actions,
            referent=referent,
        )

    return made(build)
