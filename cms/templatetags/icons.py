"""The drawn signs: what stands inside `<svg viewBox="0 0 24 24">`, lines of two units."""

from __future__ import annotations

from typing import Final

ICONS: Final = {
    "archive": '<path d="M4 8v11h16V8M2.5 4h19v4h-19zM10 12h4"/>',
    "arrow-left": '<path d="M19 12H5m6-6-6 6 6 6"/>',
    "arrow-right": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "arrow-up": '<path d="M12 19V5m-6 6 6-6 6 6"/>',
    "calendar": '<path d="M4 5.5h16V20H4zM4 10h16M8 3v4m8-4v4"/>',
    "check": '<circle cx="12" cy="12" r="9"/><path d="m8 12.5 2.8 2.7L16 9.5"/>',
    "chevron": '<path d="m6 9 6 6 6-6"/>',
    "close": '<path d="m5 5 14 14M19 5 5 19"/>',
    "copy": '<path d="M9 9h11v11H9zM15 9V4H4v11h5"/>',
    "danger": '<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5m0 3.2v.1"/>',
    "draft": '<path d="m4 20 1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5 17.5 10"/>',
    "file": '<path d="M6 3h8l4.5 4.5V21H6zM13.5 3v5h5M9 13h6m-6 4h6"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5.5 5 12.5 0 18'
    'M12 3c-5 5.5-5 12.5 0 18"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.7v.1"/>',
    "link": '<path d="M10 14a4.5 4.5 0 0 0 6.4 0l3-3A4.5 4.5 0 0 0 13 4.6L12 5.6'
    'M14 10a4.5 4.5 0 0 0-6.4 0l-3 3a4.5 4.5 0 0 0 6.4 6.4l1-1"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "place": '<path d="M12 21c5-5.5 7-8.5 7-11.5a7 7 0 0 0-14 0C5 12.5 7 15.5 12 21z"/>'
    '<circle cx="12" cy="9.5" r="2.3"/>',
    "replace": '<path d="M4 9h13l-4-4m7 10H7l4 4"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "translate": '<path d="M3 6h10M8 3.5V6c0 4-2 7-5 8.5M5 9c1 2.5 3.5 4.5 6.5 5.5'
    'M12 20l4.5-10L21 20m-7.5-3.5h6"/>',
    "warning": '<path d="M12 3.5 22 20.5H2zM12 10v5m0 2.800v.1"/>',
}
