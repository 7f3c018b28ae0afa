"""The compose file: what every service has, who reaches whom, and that the example names what must be chosen."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(TEXT)["services"]
NETWORKS = yaml.safe_load(TEXT)["networks"]


def reached(*names: str) -> set[str]:
    """The networks that these services are on."""
    return {network for name in names for network in SERVICES[name].get("networks", ["default"])}


def test_every_service_is_hardened_and_bounded():
    wrong = []
    for name, service in SERVICES.items():
        hardened = (
            service["cap_drop"] == ["ALL"]
            and service["security_opt"] == ["no-new-privileges:true"]
            and service["read_only"]
        )
        if not hardened:
            wrong.append(f"{name} is not hardened")
        if "mem_limit" not in service:
            wrong.append(f"{name} has no limit of memory")
        if "build" not in service and not re.search(r":v?\d+\.\d+\.?\d*[-\w.]*(@sha256:\w{64})?$", service["image"]):
            wrong.append(f"{name} is of no whole version: {service['image']}")
    assert not wrong


def test_the_broker_and_the_database_are_reached_by_the_portal_alone():
    for store in ("redis", "postgres"):
        assert not reached(store) & reached("proxy", "mailpit")
        assert all(NETWORKS[network]["internal"] for network in reached(store))
        assert "ports" not in SERVICES[store]
    assert not reached("redis") & reached("postgres")


def test_the_example_names_what_must_be_chosen():
    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert set(re.findall(r"\$\{([A-Z_]+):\?", TEXT)) <= example
    used = set(re.findall(r"\$\{([A-Z_]+)", TEXT))
    assert example <= used, "names what nothing reads"
