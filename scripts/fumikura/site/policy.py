"""The Content-Security-Policy of every page: nothing from elsewhere, no inline script but the theme's own.

The sanitiser and the policy are two walls: with either one down, the other still stands (tests/test_security.py).
Source: W3C Content Security Policy Level 3.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>(.*?)</script>", re.DOTALL)

_DIRECTIVES = (
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",  # the theme's icons are data: pictures of its style sheet
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)


def inline_scripts(template_html: str) -> list[str]:
    """The inline scripts of rendered *templates*. Never give it a page: an article must not approve its own script."""
    return _INLINE_SCRIPT.findall(template_html)


def policy(scripts: Iterable[str]) -> str:
    """The policy that lets exactly these inline scripts run, beside files of the site itself."""
    hashes = sorted({_hash(script) for script in scripts})
    return "; ".join((*_DIRECTIVES, " ".join(("script-src 'self'", *hashes))))


def with_policy(page: str, content_security_policy: str) -> str:
    """``page`` with the policy as the first thing of its head. Raises ``ValueError`` where there is no head."""
    head = re.search(r"<head>\s*(?:<meta charset=\"[^\"]*\">)?", page)
    if head is None:
        raise ValueError("no <head> in the page")
    content = html.escape(content_security_policy, quote=True).replace("&#x27;", "'")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{content}">'
    return page[: head.end()] + meta + page[head.end() :]


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
