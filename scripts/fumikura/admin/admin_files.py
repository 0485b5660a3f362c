"""The forms under ``/admin/``, where an archive wants them: Decap CMS as npm has it, with a configuration of ours."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from fumikura.admin.admin_config import LOCAL, admin_config, list_fields
from fumikura.admin.admin_script import NOTICES, SCRIPT, script_file
from fumikura.program import PACKAGE
from fumikura.site.page_script import bundle
from fumikura.strings import Strings

if TYPE_CHECKING:
    from fumikura.settings import Settings
    from fumikura.site.site import Sending

FOLDER = "admin"
_THEME = PACKAGE / "theme/assets/fumikura/admin"

_POLICY = "; ".join(
    (
        "default-src 'none'",
        # The forms compile their own checks (AJV), and style themselves. No other page may.
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob: https:",
        "font-src 'self' data:",
        f"connect-src 'self' blob: data: https: {LOCAL.removesuffix('/api/v1')}",
        "form-action 'self'",
        "base-uri 'none'",
    )
)


def admin_files(settings: Settings, sending: Sending) -> dict[str, bytes]:
    """All of them, by their paths below the site's root; none where the archive wants none.

    Raises ``FumikuraError`` where the script is not here.
    """
    if settings.admin is None:
        return {}
    script = script_file()
    strings = Strings(settings.language)
    forge = sending.forge
    config = admin_config(forge, forge.folder if forge else sending.folder, settings.admin, strings)
    return {
        f"{FOLDER}/index.html": _page(strings).encode(),
        f"{FOLDER}/config.yml": config.encode(),
        f"{FOLDER}/start.js": bundle(_THEME, "main", "main", classic=True).encode(),
        f"{FOLDER}/{SCRIPT}": script.read_bytes(),
        f"{FOLDER}/{NOTICES}": script.with_name(NOTICES).read_bytes(),
    }


def _page(strings: Strings) -> str:
    title = html.escape(strings.t("admin.title"))
    return (
        f'<!doctype html>\n<html lang="{strings.language}" data-lists="{" ".join(list_fields())}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<title>{title}</title>\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n<meta name="referrer" content="no-referrer">\n'
        '<link href="config.yml" type="text/yaml" rel="cms-config-url">\n'
        f"</head>\n<body>\n<noscript><p>{html.escape(strings.t('admin.noscript'))}</p></noscript>\n"
        '<script src="start.js"></script>\n</body>\n</html>\n'
    )
