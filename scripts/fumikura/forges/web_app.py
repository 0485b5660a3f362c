"""The web app manifest: by it a phone that has the site on its home screen offers it where things are shared.

To be installed a site needs no service worker any more: a manifest with a name, icons of 192 and 512 pixels, a start
and a way to be displayed is enough for Chromium and what is made of it, over HTTPS (MDN, "Making PWAs installable").
Those alone know share targets: Chrome 89, on Android 76, Edge, Opera, Samsung Internet; neither Firefox nor Safari
(MDN's compatibility data). Source: W3C, Web Application Manifest; Web Share Target.
"""

from __future__ import annotations

import json

from fumikura.forges.ways_in import CONTRIBUTE

MANIFEST = "manifest.webmanifest"
"""Its address, relative to the site's root. All addresses in it are relative to it, so that any base path will do."""
ICON = "assets/fumikura/app-{size}.png"
SIZES = (192, 512)
_COLOUR = "#4051b5"
"""Material's own, which the icons have too."""


def manifest(name: str, language: str) -> str:
    """The file. What is shared arrives at the page for taking part, as parameters of its address."""
    icons = [
        {"src": ICON.format(size=size), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in SIZES
        for purpose in ("any", "maskable")
    ]
    said = {
        "name": name,
        "lang": language,
        "start_url": ".",
        "scope": ".",
        "display": "minimal-ui",
        "theme_color": _COLOUR,
        "background_color": _COLOUR,
        "icons": icons,
        "share_target": {
            "action": CONTRIBUTE,
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def with_manifest(page: str, link: str) -> str:
    """``page`` naming the manifest at ``link`` from it."""
    return page.replace("</head>", f'<link rel="manifest" href="{link}"></head>', 1)
