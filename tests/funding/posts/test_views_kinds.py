"""A fund that pays for some natures of posts alone: what it refuses, in the form, when it decides, in the simulator."""

from datetime import date

import pytest

from funding.funds.actions import change_fund
from funding.models import Fund, Post
from funding.posts.actions.requests import accept_post
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.funding.builders import make_fund
from tests.funding.post_builders import make_post, make_request
from tests.funding.post_pages import url, wrong
from tests.pages import words
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")
REFUSED = "ne cofinance que des postes de cette nature : conseiller numérique."


@setup_data
def by(network):
    return make_user()


@setup_data
def fund(network, by):
    """It pays for advisers alone."""
    with scoped_to(network):
        fund = make_fund(finances_posts=True)
        same = {name: getattr(fund, name) for name in ("host", "envelope", "end", "purpose", "finances_posts")}
        return change_fund(fund, **same, post_kinds=["digital_adviser"], by=by, at=AT)


def test_another_nature_is_refused_at_its_field_and_when_it_is_decided(network, fund, by, client_of):
    with scoped_to(network):
        post = make_post(fund, by=by)
        with pytest.raises(DomainError) as refusal:
            make_post(fund, by=by, kind="mediator")
        assert refusal.value.field == "kind"
    sent = {"kind": "coordinator", "title": "Coordination", "fte": "1", "need": "Besoin"}
    answer = client_of("coordinator").post(f"{url('post_edit', post)}?etape=2", sent)
    assert REFUSED in wrong(answer, "kind")
    with scoped_to(network):
        asked = make_request(fund, by=by)
        Fund.objects.update(post_kinds=["mediator"])
        with pytest.raises(DomainError, match="ne cofinance que des postes de cette nature"):
            accept_post(asked, on=date(2026, 11, 24), by=by, at=AT)
        assert Post.objects.accepted().count() == 0


def test_the_settings_and_the_simulator_say_so(fund, client, client_of):
    shown = words(client_of("coordinator").get(url("fund_settings", fund)))
    assert "seulement : conseiller numérique" in shown
    asked = {"cout": "40000", "etp": "1", "debut": "2027-01-01", "mois": "12", "employeur": "public"}
    page = words(client.get(url("post_simulator"), {**asked, "metier": "mediator"}))
    assert "car il ne cofinance pas de poste de cette nature" in page
    assert REFUSED in page
    assert REFUSED not in words(client.get(url("post_simulator"), {**asked, "metier": "digital_adviser"}))
    assert "Choisissez une nature" in words(client.get(url("post_simulator"), {**asked, "metier": "clown"}))
