"""Find the archive that a command works on, and read its settings from ``mkdocs.yml``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from fumikura.errors import ContentError, UsageError
from fumikura.git.repository import Git
from fumikura.model.rights import RIGHTS
from fumikura.settings import ADMIN_GIVEN, DEFAULT_HISTORY, DEFAULT_PER_PAGE, DEFAULT_RIGHTS, HISTORY_MODES, Settings


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """``mkdocs.yml`` may carry tags such as ``!ENV`` and ``!!python/name``: none of them is followed here."""


_Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def find_root(start: Path) -> Path:
    """The nearest folder at or above ``start`` with a ``mkdocs.yml``."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "mkdocs.yml").is_file():
            return folder
    raise UsageError(f"no archive at {start}: no mkdocs.yml here or above; `fumikura init DIR` makes one")


def open_archive(directory: Path | None) -> Settings:
    """Settings of the archive in ``directory``, or of the one that the current folder lies in."""
    root = _root(directory)
    path = root / "mkdocs.yml"
    return _settings(root, read_config(path.read_bytes(), path))


def open_archive_at(directory: Path | None, revision: str) -> tuple[Settings, Git]:
    """The same archive with the settings that ``mkdocs.yml`` has in ``revision``: those of a change are not trusted.

    Raises ``UsageError`` where there is no repository, no such revision, or no ``mkdocs.yml`` in it.
    """
    root = _root(directory)
    git = Git.at(root)
    if git is None:
        raise UsageError(f"to compare with {revision!r} needs a git repository with a commit in it, and git")
    return _settings(root, config_at(git, revision)), git


def config_at(git: Git, revision: str) -> dict[str, Any]:
    """What ``mkdocs.yml`` says in ``revision``."""
    raw = git.text_at(git.resolved(revision), "mkdocs.yml")
    if raw is None:
        raise UsageError(f"{revision} has no mkdocs.yml here; name a revision of this archive")
    return read_config(raw, f"{revision}:mkdocs.yml")


def _root(directory: Path | None) -> Path:
    root = find_root(directory or Path.cwd())
    if directory is not None and root != directory.resolve():
        raise UsageError(f"no archive in {directory}: it has no mkdocs.yml; `fumikura init {directory}` makes one")
    return root


def _settings(root: Path, config: dict[str, Any]) -> Settings:
    docs = root / str(config.get("docs_dir", "docs"))
    theme = config.get("theme")
    language = theme.get("language", "en") if isinstance(theme, dict) else "en"
    settings = make_settings(root, docs, str(language), plugin_options(config))
    extensions, configs = _extensions(config.get("markdown_extensions"))
    site = root / str(config["site_dir"]) if config.get("site_dir") else None
    url = site_address(config.get("site_url"))
    return replace(
        settings,
        extensions=extensions,
        extension_configs=configs,
        site_dir=site,
        site_url=url,
        scripts=_scripts(config.get("extra_javascript")),
    )


def site_address(url: Any) -> str | None:
    """``site_url`` of ``mkdocs.yml`` with its closing ``/``; None for what is no address."""
    text = str(url or "").strip()
    return text.rstrip("/") + "/" if text.startswith(("http://", "https://")) else None


def make_settings(root: Path, docs: Path, language: str, options: dict[str, Any]) -> Settings:
    """Settings from the plugin's ``options``. Raises ``ContentError`` for one that cannot be."""
    path = root / "mkdocs.yml"
    rights = options.get("rights", DEFAULT_RIGHTS)
    if rights not in RIGHTS:
        raise ContentError(path, 1, f"rights: {rights!r}", f"use one of {', '.join(RIGHTS)}", code="settings")
    per_page = options.get("per_page", DEFAULT_PER_PAGE)
    if not isinstance(per_page, int) or not 1 <= per_page <= 1000:
        raise ContentError(path, 1, f"per_page: {per_page!r}", "use a number from 1 to 1000", code="settings")
    history = options.get("history", DEFAULT_HISTORY)
    if history not in HISTORY_MODES:
        raise ContentError(path, 1, f"history: {history!r}", f"use one of {', '.join(HISTORY_MODES)}", code="settings")
    admin = _admin(options.get("admin", False), path)
    return Settings(root, docs, rights, per_page, history, admin, "ja" if language.startswith("ja") else "en")


def _admin(said: Any, path: Path) -> dict[str, str] | None:
    """``admin: true``, or how people sign in."""
    if isinstance(said, bool):
        return {} if said else None
    is_known = isinstance(said, dict) and all(
        key in ADMIN_GIVEN and isinstance(value, str) for key, value in said.items()
    )
    if not is_known:
        problem, remedy = f"admin: {said!r}", f"use true, false, or texts for {', '.join(ADMIN_GIVEN)}"
        raise ContentError(path, 1, problem, remedy, code="settings")
    return dict(said)


def read_config(raw: bytes, path: Path | str) -> dict[str, Any]:
    """``mkdocs.yml`` as it stands, with nothing in it followed. Raises ``ContentError``."""
    try:
        config = yaml.load(raw.decode("utf-8-sig"), _Loader)  # noqa: S506  a safe loader that follows no tag
    except UnicodeDecodeError as error:
        raise ContentError(path, 1, "not UTF-8", "save the file as UTF-8", code="settings") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ContentError(path, line, "not readable as YAML", "correct the line", code="settings") from error
    if not isinstance(config, dict):
        raise ContentError(path, 1, "no settings in it", "write at least `site_name: …`", code="settings")
    return config


def _extensions(listed: Any) -> tuple[tuple[str, ...], dict[str, dict[str, Any]]]:
    """The extensions that MkDocs would use: its own three, then those of ``mkdocs.yml`` in order."""
    configs: dict[str, dict[str, Any]] = {"toc": {}, "tables": {}, "fenced_code": {}}
    items = listed.items() if isinstance(listed, dict) else ((item, None) for item in listed or [])
    for item, options in items:
        named = item.items() if isinstance(item, dict) else [(str(item), options)]
        for name, values in named:
            configs[str(name)] = dict(values or {})
    return tuple(configs), {name: values for name, values in configs.items() if values}


def _scripts(listed: Any) -> frozenset[str]:
    """Each a path, or a mapping that has one."""
    items = listed if isinstance(listed, list) else []
    return frozenset(str(item.get("path") if isinstance(item, dict) else item) for item in items)


def plugin_names(config: dict[str, Any]) -> tuple[str, ...]:
    """The plugins that ``mkdocs.yml`` names."""
    plugins = config.get("plugins")
    items = plugins if isinstance(plugins, dict) else plugins or []
    return tuple(str(name) for item in items for name in (item if isinstance(item, dict) else [item]))


def plugin_options(config: dict[str, Any]) -> dict[str, Any]:
    """What it says to our own plugin."""
    plugins = config.get("plugins")
    if isinstance(plugins, dict):
        return plugins.get("fumikura") or {}
    for plugin in plugins or []:
        if isinstance(plugin, dict) and "fumikura" in plugin:
            return plugin["fumikura"] or {}
    return {}
