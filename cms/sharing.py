"""The pictures that social networks show beside a link; drawn by ``tests.browser.share_images``."""

from __future__ import annotations

from typing import Final

#: Width and height in pixels.
SHARE_SIZE: Final = (1200, 630)
TOPICS: Final = range(1, 7)


def share_image(topic: int | None = None) -> str:
    """Return the path, among the static files, of the picture for links to a topic's pages.

    :param topic: the topic's number; for any other the platform's own picture.
    """
    return f"img/share-topic-{topic}.png" if topic in TOPICS else "img/share.png"
