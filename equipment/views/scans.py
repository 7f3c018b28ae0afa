"""What the camera of a page asks for where the browser reads no codes itself."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from inclusion.core import limits
from inclusion.core.access import Permission, requires
from inclusion.core.papers.codes import texts_of_picture
from inclusion.core.web.body_size import takes_files

#: Bytes of the largest frame that is looked at: a small grey picture.
LARGEST_FRAME = 600_000
#: Frames that a member may send in a minute.
MAX_FRAMES = 120
SLOW_DOWN = "Trop d’images ont été envoyées. Attendez une minute, ou tapez le numéro d’inventaire."


@requires(Permission.EQUIPMENT_MANAGE, Permission.REFURBISHING_MANAGE)
@takes_files(LARGEST_FRAME)
@require_POST
@never_cache
def scan_read(request: HttpRequest) -> HttpResponse:
    """The texts of the QR codes in a frame; what is no picture, too large or without a code is answered quietly."""
    if not limits.consume("scan_frame", str(request.user.pk), most=MAX_FRAMES, seconds=60):
        return JsonResponse({"texts": [], "sentence": SLOW_DOWN}, status=429)
    frame = request.FILES.get("frame")
    if frame is None or frame.size > LARGEST_FRAME:
        return JsonResponse({"texts": []})
    return JsonResponse({"texts": texts_of_picture(frame.read())})
