"""Our own HTML: Jinja templates of this package, with every value escaped. They know no site engine."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import jinja2

from fumikura.library.groups import BY_NAME
from fumikura.model.shapes import MOTIVATIONS
from fumikura.program import PACKAGE
from fumikura.site.search import BOX_ID
from fumikura.site.template_whitespace import squeeze_templates

if TYPE_CHECKING:
    from collections.abc import Callable

    from fumikura.strings import Strings


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("fumikura", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # or each use of a template asks the disk whether it has changed
    )
    squeeze_templates(environment, [PACKAGE / "templates"])
    environment.globals["search_box"] = BOX_ID
    environment.globals["motivations"] = MOTIVATIONS
    environment.globals["group_address"] = lambda name, label: BY_NAME[name].address(label)
    environment.globals["host"] = lambda url: urlsplit(url).hostname or url
    return environment


def render_fragment(name: str, strings: Strings, address: str, **values: Any) -> str:
    """The HTML of ``templates/<name>.html`` for the page at ``address`` (relative to the site's root)."""
    template = _environment().get_template(f"{name}.html")
    return template.render(strings=strings, t=strings.t, date=strings.date, url=_linker(address), **values)


def _linker(address: str) -> Callable[[str], str]:
    """Links from ``address`` to other addresses, all relative: the site works below any path."""

    origin = [part for part in address.split("/") if part]

    def url(target: str) -> str:
        path, hash_sign, fragment = target.partition("#")
        goal = [part for part in path.split("/") if part]
        common = 0
        while common < min(len(goal), len(origin)) and goal[common] == origin[common]:
            common += 1
        relative = "/".join([".."] * (len(origin) - common) + goal[common:]) or "."
        if path.endswith("/") or not path:
            relative += "/"
        return f"{relative}{hash_sign}{fragment}"

    return url
