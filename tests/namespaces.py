"""Two network namespaces on a bridge: machines of their own for the network, for the length of a test."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Net:
    """The address of this side, at which servers listen, and each namespace with its own address."""

    host: str
    namespaces: dict[str, str]


@contextmanager
def two_namespaces() -> Iterator[Net]:
    """Make two namespaces that reach this side over TCP; skip the test where that cannot be done."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("network namespaces need root and the program ip (iproute2)")
    _sweep()
    # Names of this run alone; the network is of those kept for tests of equipment (RFC 2544).
    tag, subnet = str(os.getpid()), _free_subnet()
    bridge, names = f"lb{tag}", [f"liant-{tag}-{number}" for number in (2, 3)]
    try:
        try:
            _ip(f"link add name {bridge} type bridge")
            _ip(f"address add {subnet}.1/24 dev {bridge}")
            _ip(f"link set {bridge} up")
            for number, name in enumerate(names, 2):
                _join(name, bridge, here=f"lh{tag}{number}", there=f"ln{tag}{number}", address=f"{subnet}.{number}")
        except subprocess.CalledProcessError as error:
            pytest.skip(f"network namespaces cannot be made here: {error.stderr.strip()}")
        yield Net(f"{subnet}.1", {name: f"{subnet}.{number}" for number, name in enumerate(names, 2)})
    finally:
        _remove(tag)


def _free_subnet() -> str:
    """The first three numbers of addresses that no other run uses at this moment."""
    used = _ip("-o -4 address show")
    return secrets.choice([one for n in range(256) if (one := f"198.18.{n}") + "." not in used])


def _remove(tag: str) -> None:
    """Remove the namespaces and the bridge of one run; their links go with them."""
    for number in (2, 3):
        _ip(f"netns delete liant-{tag}-{number}", check=False)
    _ip(f"link delete lb{tag}", check=False)


def _sweep() -> None:
    """Remove what runs left that were killed: their number is no living process's any more."""
    names = [path.name.split("-") for path in Path("/run/netns").glob("liant-*-*")]
    for tag in {parts[1] for parts in names if parts[1].isdigit()}:
        if not Path(f"/proc/{tag}").exists():
            _remove(tag)


def _join(name: str, bridge: str, *, here: str, there: str, address: str) -> None:
    _ip(f"netns add {name}")
    _ip(f"link add {here} type veth peer name {there} netns {name}")
    _ip(f"link set {here} master {bridge} up")
    _ip(f"-n {name} address add {address}/24 dev {there}")
    _ip(f"-n {name} link set {there} up")
    _ip(f"-n {name} link set lo up")


def _ip(arguments: str, *, check: bool = True) -> str:
    return subprocess.run(["ip", *arguments.split()], check=check, capture_output=True, text=True).stdout
