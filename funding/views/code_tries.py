"""How many codes of passes may be tried: counted by address for a visitor, by account and address for a place."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from inclusion.core import limits
from inclusion.core.access import Permission

#: Codes that a visitor's address may try in a minute: enough for a sheet of passes, too few to guess any.
MAX_TRIES = 30
#: Codes that a member of a place may try in five minutes: a full room with its booklets, looked at and then used.
MAX_BY_MEMBER = 400
#: Codes that may be tried from one address in five minutes: several members of a place behind one connection.
MAX_BY_ADDRESS = 1200
WINDOW = 300  # seconds
#: Pictures of a camera that a member may send in a minute to have them read.
MAX_PICTURES = 120

SLOW_DOWN = "Trop de codes ont été essayés. Attendez cinq minutes, puis recommencez\u00a0: rien n’est perdu."


def may_try(codes: int = 1, *, request: HttpRequest) -> bool:
    """Count codes that are about to be tried; False once there were too many."""
    address = get_adapter().get_client_ip(request)
    if request.member is None or not request.member.may(Permission.PASSES_REDEEM):
        return limits.consume("pass_public", address, most=MAX_TRIES, seconds=60, times=codes)
    member = limits.consume(
        "pass_member", str(request.user.pk), most=MAX_BY_MEMBER, seconds=WINDOW, times=codes
    )
    by_address = limits.consume("pass_address", address, most=MAX_BY_ADDRESS, seconds=WINDOW, times=codes)
    return member and by_address


def may_send_picture(*, request: HttpRequest) -> bool:
    """Count a picture that is about to be read."""
    return limits.consume("pass_picture", str(request.user.pk), most=MAX_PICTURES, seconds=60)
