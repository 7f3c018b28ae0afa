"""The demonstration's supervisor: stops all that it started and nothing else, and says what went wrong."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inclusion.embedded.processes import wait_until
from tests.inclusion.embedded.test_processes import AT_ONCE, BY_ITSELF, runs

PROJECT = Path(__file__).parents[3]
SERVICES = {
    *("SECRET_KEY", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"),
    *("EMAIL_HOST", "EMAIL_PORT", "DATA_DIR"),
}


def free_port() -> int:
    """A port that nobody listens on, and that the kernel gives to nobody of itself: it stays free until it is used."""
    given = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        port = secrets.SystemRandom().randrange(given // 2, given)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def demo(folder, port) -> Iterator[Callable[..., subprocess.Popen]]:
    """Return a starter of the small demonstration; what is left at the end is ended."""
    started = []
    env = {name: value for name, value in os.environ.items() if name not in SERVICES}
    env["PYTHONPATH"] = str(PROJECT)

    def start(*fault: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.inclusion.embedded.small_demo", str(folder / "data"), str(port), *fault],
            cwd=PROJECT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        # Whoever reads what it writes waits for its end: one that hangs is ended.
        hangs = threading.Timer(3 * AT_ONCE, process.kill)
        hangs.start()
        started.append((process, hangs))
        return process

    yield start
    for process, hangs in started:
        hangs.cancel()
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=AT_ONCE)
        process.stdout.close()


def read_until(process: subprocess.Popen, words: str) -> str:
    """What the demonstration wrote, up to the line with these words."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            break
    written = "".join(lines)
    assert words in written, written
    return written


def processes_of(folder: Path) -> set[int]:
    """Every running process that works in the folder, or whose command or environment names it; not ourselves."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                described = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                described += os.fsencode((entry / "cwd").readlink())
            except OSError:
                continue
            if str(folder).encode() in described:
                found.add(int(entry.name))
    return {pid for pid in found if runs(pid)}


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_it_started_and_nothing_else(demo, folder, port, number):
    bystander = subprocess.Popen(["sleep", str(BY_ITSELF)], env=os.environ | {"DATA_DIR": str(folder)})
    try:
        process = demo()
        written = read_until(process, "Ctrl-C arrête tout.")
        assert written.index(f"http://localhost:{port}/") < written.index("True True 1")
        assert read_until(process, "Deux").endswith(
            "[#·] 1 réseau sur 2 est prêt : Un\n[##] 2 réseaux sur 2 sont prêts : Deux\n"
        )
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=AT_ONCE) as page:
            assert page.status == 200
        assert len(processes_of(folder)) > 7  # the bystander, the supervisor, five programs, PostgreSQL's own
        process.send_signal(number)
        assert "Tout est arrêté." in process.stdout.read()
        assert process.wait(timeout=AT_ONCE) == 0
        assert processes_of(folder) == {bystander.pid}
    finally:
        bystander.kill()
        bystander.wait()


@pytest.mark.slow
def test_a_killed_supervisor_leaves_nothing_and_the_next_one_goes_on(demo, folder):
    first = demo()
    read_until(first, "Ctrl-C arrête tout.")
    key = (folder / "data" / "secret_key").read_text()
    first.kill()
    first.wait()
    assert wait_until(lambda: not processes_of(folder), seconds=AT_ONCE), processes_of(folder)
    read_until(demo(), "Ctrl-C arrête tout.")
    assert (folder / "data" / "secret_key").read_text() == key


@pytest.mark.slow
def test_a_second_demonstration_on_the_same_data_is_refused(demo, folder, port):
    read_until(demo(), "Ctrl-C arrête tout.")
    other = free_port()
    second = subprocess.run(
        [sys.executable, "-m", "tests.inclusion.embedded.small_demo", str(folder / "data"), str(other)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=AT_ONCE,
    )
    assert second.returncode == 2
    assert f"tourne déjà depuis {folder / 'data'} : http://localhost:{port}/" in second.stdout


def test_a_port_that_is_taken_is_reported_in_one_sentence(demo, folder, port):
    with socket.create_server(("127.0.0.1", port)):
        process = demo()
        assert process.wait(timeout=AT_ONCE) == 2
    assert process.stdout.read() == (
        f"Le port {port} est déjà pris : choisissez-en un autre, comme PORT={port + 1} make demo.\n"
    )
    assert not (folder / "data").exists()


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "name"), [("step", "prepare"), ("program", "worker")])
def test_what_dies_is_named_with_its_log_and_everything_stops(demo, folder, fault, name):
    process = demo(fault)
    written = process.stdout.read()
    assert process.wait(timeout=AT_ONCE) == 1
    log = folder / "data" / "logs" / f"{name}.log"
    assert f"« {name} » s’est arrêté (code 5). Journal : {log}\nle journal le dit\n" in written
    assert processes_of(folder) == set()


@pytest.mark.slow
def test_a_loading_that_fails_is_shown_with_its_log_and_the_portal_goes_on(demo, folder, port):
    process = demo("loading")
    read_until(process, "Ctrl-C arrête tout.")
    written = read_until(process, "au prochain démarrage")
    log = folder / "data" / "logs" / "load.log"
    assert f"« load » s’est arrêté (code 5). Journal : {log}\n" in written
    assert "une trace\nle journal le dit\n" in written
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=AT_ONCE) as page:
        assert page.status == 200
    assert process.poll() is None
