"""The Content-Security-Policy of each page: which of the theme's inline scripts it has to let run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fumikura.site.policy import inline_scripts, policy
from fumikura.site.template_whitespace import squeeze_templates

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_SCRIPTS = ("base", "palette", "content", "announce", "consent", "outdated")
"""Material's templates of inline scripts, under ``partials/javascripts/``."""


@dataclass
class PagePolicies:
    """Policies of one build."""

    _scripts: dict[str, list[str]] = field(default_factory=dict)
    """By the way to the root of the site, which one of them has in it."""

    def of(self, page: str, base_url: str, config: MkDocsConfig) -> str:
        """The policy of a page with this HTML: of the theme's scripts it names those that are in it."""
        if base_url not in self._scripts:
            env = config.theme.get_env()
            squeeze_theme(env, config)
            context = {"config": config, "base_url": base_url, "features": config.theme["features"] or []}
            templates = (env.get_template(f"partials/javascripts/{name}.html") for name in _SCRIPTS)
            self._scripts[base_url] = [one for found in templates for one in inline_scripts(found.render(context))]
        return policy(script for script in self._scripts[base_url] if script in page)


def squeeze_theme(env: Any, config: MkDocsConfig) -> None:
    """Take needless white space out of the theme's templates, not out of the archive's own."""
    squeeze_templates(env, (Path(folder) for folder in config.theme.dirs if folder != config.theme.custom_dir))
