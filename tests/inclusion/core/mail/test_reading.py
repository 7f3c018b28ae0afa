"""What mail servers send back is read right, and no bytes at all are a fault."""

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from inclusion.core.enums import BounceKind
from inclusion.core.mail.reading import MAX_BYTES, Failure, Reading, read

#: One message after the other: `=== name | kind and reason | recipient | mark`, where @T@ is the portal's mark.
CORPUS = (Path(__file__).parent / "bounces.txt").read_text()
TOKEN = "liant-1-7k2f-2s-" + "a" * 16


def corpus():
    """Each message with its name and what is to be read in it."""
    for section in CORPUS.removeprefix("=== ").split("\n=== "):
        head, _, text = section.partition("\n")
        name, verdict, recipient, *mark = (one.strip() for one in head.split("|"))
        yield name, text.replace("@T@", TOKEN).encode(), verdict, recipient, () if mark else (TOKEN,)


def said(failure: Failure) -> str:
    return " ".join(str(one) for one in (failure.kind, failure.reason) if one)


def test_every_message_is_read_right():
    wrong, count = [], 0
    for name, data, verdict, recipient, tokens in corpus():
        count += 1
        reading = read(data)
        found = said(reading.at(recipient) if recipient else reading.worst)
        if found != verdict:
            wrong.append(f"{name}: {found} instead of {verdict}")
        if reading.tokens != tokens:
            wrong.append(f"{name}: the marks {reading.tokens}")
        if recipient and recipient not in [one.recipient for one in reading.failures]:
            wrong.append(f"{name}: the recipients {[one.recipient for one in reading.failures]}")
    assert count >= 50
    assert not wrong, "\n".join(wrong)


def test_the_end_of_a_long_message_is_not_read():
    [data] = [data for name, data, *_ in corpus() if name.startswith("postfix, user unknown")]
    late = data.replace(TOKEN.encode(), b"x") + b"x" * MAX_BYTES + TOKEN.encode()
    assert read(late).tokens == ()
    assert read(late).worst.kind == BounceKind.HARD


def test_of_nothing_nothing_is_said():
    assert read(b"") == Reading()
    assert Reading().worst.kind == BounceKind.NONE


MESSAGES = [data for _, data, *_ in corpus()]


@given(st.binary(max_size=400))
@example(b"Content-Type: multipart/report; boundary=\xff\n\n--\xff")
@example(b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n@@@@")
@example(b"Subject: =?utf-8?B?x?=\nFrom: mailer-daemon\n\nuser unknown")
@example(b"Content-Type: text/plain; charset=\x00\n\nx")
def test_any_bytes_are_read(data):
    assert isinstance(read(data), Reading)


@given(st.sampled_from(MESSAGES), st.integers(0, 4000), st.integers(0, 40), st.binary(max_size=12))
def test_a_mutilated_message_is_read(data, at, length, other):
    assert isinstance(read(data[:at] + other + data[at + length :]), Reading)
