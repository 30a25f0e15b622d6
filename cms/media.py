"""Who may see a picture: asked by the web server that hands out the files of ``/media/``.

The files lie where the web server can read them, so it has to ask first (``forward_auth`` of Caddy,
``auth_request`` of nginx): the name of a picture can be guessed, and a picture of a draft is as
little public as the draft. Annexes are not here at all, see :mod:`cms.review.files`.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model

from cms.review.files import is_public

#: Name of the parameter that opens the pictures of one draft to an outside expert.
GUEST = "guest"
#: Seconds for which it does; the page that carries it is asked for anew with the expert's link.
GUEST_SPAN = 8 * 60 * 60

_signer = signing.TimestampSigner(salt="cms.media.guest")
_ADDRESS = re.compile(re.escape(settings.MEDIA_URL) + r"(images/[^\s\"'<>?#,]+)")


@require_safe
def allowed(request: HttpRequest, path: str) -> HttpResponse:
    """Answer 204 when whoever asks may see the file, else 403, whether there is one or not.

    Sizes of a picture that a public page shows: everybody. Anything else, originals too (which say
    where and when a photograph was taken): those who may enter the administration. A signed address
    opens the one picture that it was made for.

    :param path: of the file, below ``MEDIA_ROOT``.
    """
    seen = _is_shown(path) or _is_signed(path, request.GET.get(GUEST, "")) or _is_editor(request)
    response = HttpResponse(status=204 if seen else 403)
    response["Cache-Control"] = "no-store"
    return response


def _is_shown(path: str) -> bool:
    # A public page does without the session: one query for the picture, one for its uses.
    image = get_image_model().objects.filter(renditions__file=path).first()
    return image is not None and is_public(image)


def _is_signed(path: str, signature: str) -> bool:
    try:
        return _signer.unsign(f"{path}:{signature}", max_age=GUEST_SPAN) == path
    except signing.BadSignature:
        return False


def _is_editor(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.has_perm("wagtailadmin.access_admin")


def opened_for_guest(html: SafeString) -> SafeString:
    """Return a draft's HTML with addresses that show its pictures to who has no account."""

    def signed(match: re.Match[str]) -> str:
        signature = _signer.sign(match[1]).removeprefix(f"{match[1]}:")
        return f"{match[0]}?{GUEST}={signature}"

    return mark_safe(_ADDRESS.sub(signed, html))  # noqa: S308 - it was; signatures are letters
