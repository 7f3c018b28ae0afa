"""Every e-mail of a network comes from it, is signed by it and can be answered; those of the portal are Liant's."""

import re
from email.utils import parseaddr
from pathlib import Path

from funding.passes.letters.papers.letters import compose_message
from inclusion.core.mail import outbox
from inclusion.core.mail.sms import Sms
from inclusion.core.models.mails import OutgoingMail
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.events.models import RegistrationMail
from inclusion.mediators.models import HelperMail
from tests import world as worlds
from tests.builders import AT
from tests.inclusion.builders import make_join_request
from tests.pages import plain
from tests.setup_data import setup_data

#: E-mails of the portal itself.
OF_THE_PORTAL = "account"


@setup_data
def rows(cast, network):
    with scoped_to(network):
        Network.objects.update(phone="05 36 49 00 47")
        world, by = worlds.build(cast), cast["coordinator"].user
        world.declined = make_join_request(state="declined", reason="Trop loin", decided_at=AT, decided_by=by)
        return world


def mails(rows, network, user):
    """E-mails of as many kinds as there are rows for, each with its name: those that wait, and some that may come."""
    referral = rows.referral
    made = [
        *OutgoingMail.objects.exclude(kind=OF_THE_PORTAL),
        *(
            OutgoingMail(kind=kind, target_id=target.pk, recipient_id=user.pk, network=network, written_at=AT)
            for kind, target in (
                ("join_declined", rows.declined),
                ("subscription", rows.subscriber),
                ("issue_test", rows.issue_sent),
                ("referral_reminder", referral),
                ("referral_withdrawn", referral),
            )
        ),
        RegistrationMail(network=network, registration=rows.registration, kind="confirmed", written_at=AT),
        HelperMail(network=network, helper=rows.helper, kind="link", written_at=AT),
    ]
    for table in outbox._kinds:
        if not isinstance(table, str):
            made += table._default_manager.order_by("pk")
    for row in made:
        kind = row.kind if isinstance(row, OutgoingMail) else type(row)
        message = outbox._kinds[kind].compose(row)
        if not isinstance(message, Sms):
            yield (kind if isinstance(kind, str) else f"{kind.__name__} {getattr(row, 'kind', '')}"), message
    yield "letter", compose_message(rows.letter)


def faults(message):
    """What is wrong with who an e-mail comes from, who reads an answer, and how it is signed."""
    name, address = parseaddr(str(message.message()["From"]))
    found = []
    if (name, address) != ("Déclic 47", "ne-pas-repondre@liant.example"):
        found.append(f"from {name} <{address}>")
    if not message.reply_to or "ne-pas-repondre" in message.reply_to[0]:
        found.append(f"answers to {message.reply_to}")
    body = plain(message.body)
    if "Déclic 47" not in body or "05 36 49 00 47" not in body:
        found.append("not signed")
    for part in message.message().walk():
        if part.get_content_type() == "text/calendar":
            calendar = str(part.get_payload(decode=True), "utf-8").replace("\r\n ", "")
            if "ne-pas-repondre" in calendar or "ORGANIZER" not in calendar:
                found.append("nobody organises")
    return found


def test_each_kind_of_e_mail_comes_from_the_network_and_is_answered(rows, network, cast):
    """Who acted by hand answers; a network without an address shows nobody else's to the public."""
    user, wrong = cast["coordinator"].user, {}
    network.phone = "05 36 49 00 47"
    for address in ("reseau@exemple.example", ""):
        network.email = address
        network.save()
        with scoped_to(network):
            found = dict(mails(rows, network, user))
            if address:
                wrong |= {kind: said for kind, message in found.items() if (said := faults(message))}
            answers = {kind: message.reply_to for kind, message in found.items()}
            for kind in ("RegistrationMail confirmed", "subscription", "issue_test"):
                assert answers[kind] == ([address] if address else []), kind
            assert answers["join_declined"] == [user.email]
            assert answers["referral_withdrawn"] == [rows.referral.sent_by.email]
    assert not wrong
    assert len(found) >= 22


def test_nothing_else_writes_an_e_mail_of_its_own():
    """Messages are made in one place, but for issues of the newsletter and e-mails of accounts."""
    made = re.compile(r"\b(EmailMessage|EmailMultiAlternatives|ListMessage)\(")
    apps = ("inclusion", "funding", "roadmaps", "equipment", "evaluation")
    found = {str(path) for app in apps for path in Path(app).rglob("*.py") if made.search(path.read_text())}
    assert found == {"inclusion/core/mail/emails.py", "inclusion/members/adapters.py", "inclusion/newsletter/mails.py"}


def test_no_mail_signs_itself_beside_the_signature_of_the_network():
    signed = []
    for path in sorted(Path("templates/email").glob("*.txt")):
        last = re.sub(r"{%[^%]*%}", "", path.read_text().strip()).strip().splitlines()[-1]
        if re.fullmatch(r"(\{\{[^}]*\}\}[ ,.]*)+", last) and "url" not in last:
            signed.append(path.name)
    assert signed == []
