"""The frame around every mail: subject, content, the one link, and why the receiver has it."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString

from cms.mail.models import Message
from cms.mail.outbox import absolute, rendered

#: Styles that each element of a content gets. No text and no background colours: a mail program in
#: dark mode then finds nothing that it would have to turn, and nothing becomes unreadable.
STYLES = {
    "p": "margin:0 0 16px;line-height:1.5",
    "ul": "margin:0 0 16px;padding:0 0 0 24px",
    "ol": "margin:0 0 16px;padding:0 0 0 24px",
    "li": "margin:0 0 4px;line-height:1.5",
    "h2": "margin:32px 0 8px;font-size:18px;line-height:1.3",
    "h3": "margin:24px 0 8px;font-size:16px;line-height:1.3",
    "blockquote": "margin:0 0 16px;padding:0 0 0 12px;border-left:4px solid #7a8b99",
}
_BARE = re.compile(rf"<({'|'.join(STYLES)})>")


def styled(html: str) -> SafeString:
    """Return a content with the styles in its elements, where mail programs need them."""
    return SafeString(_BARE.sub(lambda tag: f'<{tag[1]} style="{STYLES[tag[1]]}">', html))


def framed(message: Message) -> tuple[str, str]:
    """Return text and HTML of a mail as they go out, in the receiver's language."""
    context: dict[str, Any] = {
        "language": message.language,
        "subject": message.subject,
        "text": message.text,
        "html": styled(message.html),
        "link": absolute(message.link),
        "site_name": settings.WAGTAIL_SITE_NAME,
        "interrupted": message.interrupted,
        "has_account": message.receiver_id is not None,
    }
    with translation.override(message.language):
        return (
            rendered("mail/frame.txt", context, autoescape=False) + "\n",
            rendered("mail/frame.html", context, autoescape=True) + "\n",
        )
