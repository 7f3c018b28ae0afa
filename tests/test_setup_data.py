"""Copies of the rows that tests begin from: nothing that a test does to its own reaches the next one."""

from types import SimpleNamespace

from inclusion.core.models.networks import Network
from tests.setup_data import Copier


def test_each_copy_is_another_object_and_what_was_one_stays_one():
    network = Network(name="Réseau")
    copier = Copier([network, SimpleNamespace(network=network, names=["a"], named=lambda: network)])
    (first, rows), (second, others) = copier.copy(), copier.copy()
    assert rows.network is first and first is not network and first is not second
    rows.names.append("b")
    first.name = "Autre"
    assert (others.names, second.name, network.name) == (["a"], "Réseau", "Réseau")
    assert rows.named is others.named


def test_what_cannot_be_read_is_copied_all_the_same_and_no_query_is_carried_out():
    rows = {"names": ["a"], "all": Network.objects.all()}
    copier = Copier(rows)
    assert copier.read is None
    copied = copier.copy()
    assert copied["names"] == ["a"] and copied["names"] is not rows["names"]
    assert copied["all"]._result_cache is None
