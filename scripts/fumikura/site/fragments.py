"""Our own HTML: Jinja templates of this package, with every value escaped. They know no site engine."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

import jinja2
from jinja2.ext import Extension
from markupsafe import Markup, escape

from fumikura.library.groups import BY_NAME
from fumikura.model.shapes import MOTIVATIONS
from fumikura.program import PACKAGE
from fumikura.site.search import BOX_ID
from fumikura.site.template_whitespace import squeeze_templates
from fumikura.strings import Strings

if TYPE_CHECKING:
    from collections.abc import Callable

_WORDS = re.compile(r'\{\{ t\("([\w.]+)"\) \}\}')


class _Words(Extension):
    """Puts the words in that are the same on every page: a template has dozens of them."""

    priority = 200
    """After the white space, which is another extension's."""
    strings: ClassVar[Strings]

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Called by Jinja before it reads a template."""
        return _WORDS.sub(self._said, source)

    def _said(self, found: re.Match[str]) -> str:
        words = str(escape(self.strings.t(found[1])))
        return found[0] if "{" in words else words


@cache
def _environment(language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("fumikura", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # or each use of a template asks the disk whether it has changed
    )
    squeeze_templates(environment, [PACKAGE / "templates"])
    environment.add_extension(type(f"Words_{language}", (_Words,), {"strings": Strings(language)}))
    environment.globals["search_box"] = BOX_ID
    environment.globals["motivations"] = MOTIVATIONS
    environment.globals["group_address"] = lambda name, label: BY_NAME[name].address(label)
    environment.globals["host"] = lambda url: urlsplit(url).hostname or url
    return environment


def render_fragment(name: str, strings: Strings, address: str, **values: Any) -> str:
    """The HTML of ``templates/<name>.html`` for the page at ``address`` (relative to the site's root)."""
    template = _environment(strings.language).get_template(f"{name}.html")
    return template.render(strings=strings, t=strings.t, date=strings.date, url=linker(address), **values)


def render_macro(name: str, strings: Strings, *values: Any) -> Markup:
    """The HTML of the macro ``name`` in ``templates/macros.html``: for what is made often, since a template takes
    longer to be begun with than a macro. Its arguments are ``values``, then the words and the dates."""
    macro = getattr(_environment(strings.language).get_template("macros.html").module, name)
    return Markup(macro(*values, strings.t, strings.date))


def linker(address: str) -> Callable[[str], str]:
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
