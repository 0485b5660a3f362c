"""The models of front matter -> the configuration of the forms under ``/admin/`` (Decap CMS). Pure.

Source: Decap CMS, "Configuration options", "Backends overview", "Collection types".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml

from fumikura.model.rights import RIGHTS
from fumikura.model.shapes import AnnotationHeader, ArticleHeader, NoteHeader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel

    from fumikura.forges.forges import Forge
    from fumikura.strings import Strings

FORMAT = "fumikura"
"""Name of the format that ``theme/assets/fumikura/admin/`` adds."""
LOCAL = "http://127.0.0.1:8081/api/v1"
"""Where ``decap-server`` answers, on the keeper's own machine."""
_WIDE = frozenset({"quote", "description"})
_FIELDS: Mapping[type[BaseModel], tuple[str, ...]] = {
    ArticleHeader: (
        *("title", "source", "author", "published", "created", "description", "tags", "site", "lang", "rights"),
        *("license", "kind"),
    ),
    NoteHeader: ("title", "description", "tags", "lang"),
    AnnotationHeader: ("quote", "by", "motivation", "tags"),
}
"""What people edit. The others are the program's own; they stay in the file as they are."""


def admin_config(forge: Forge | None, folder: str, given: Mapping[str, str], strings: Strings) -> str:
    """``config.yml``. ``folder``: that of the pages, within the repository; ``given``: ``Settings.admin``."""
    t = strings.t
    config: dict[str, Any] = {
        "backend": {**_backend(forge), **given},
        "local_backend": {"url": LOCAL},
        "locale": strings.language,
        "media_folder": folder,
        "public_folder": "/",
        "show_preview_links": False,
        "collections": [
            _collection("articles", t("articles"), f"{folder}/articles", ArticleHeader, strings)
            | {"path": "{{slug}}/index", "identifier_field": "title", "summary": "{{title}}"},
            _collection("notes", t("notes"), f"{folder}/notes", NoteHeader, strings)
            | {"identifier_field": "title", "summary": "{{title}}"},
            _collection("annotations", t("annotations"), f"{folder}/articles", AnnotationHeader, strings)
            | {
                "path": "{{dirname}}/annotations/{{slug}}",
                # Articles lie in the same folders; the format tells which is which.
                "filter": {"field": "fumikura_kind", "value": "annotation"},
                "identifier_field": "quote",
                "summary": "{{quote}}",
            },
        ],
    }
    if forge is not None and forge.kind != "gitea":
        config["publish_mode"] = "editorial_workflow"
    return str(yaml.safe_dump(config, allow_unicode=True, sort_keys=False, width=float("inf")))


def list_fields() -> tuple[str, ...]:
    """The fields that are lists, of all models."""
    models = _FIELDS.items()
    return tuple(sorted({name for model, names in models for name in names if _is_list(model, name)}))


def _backend(forge: Forge | None) -> dict[str, Any]:
    if forge is None:
        return {"name": "proxy", "proxy_url": LOCAL}
    parts = urlsplit(forge.repo)
    origin = f"{parts.scheme}://{parts.netloc}"
    found: dict[str, Any] = {"name": forge.kind, "repo": parts.path.strip("/"), "branch": forge.branch}
    if forge.kind == "github":
        # Whoever may not write to the repository edits in a fork of it, and proposes.
        found["open_authoring"] = True
        if parts.hostname != "github.com":
            found["api_root"] = f"{origin}/api/v3"
    elif forge.kind == "gitlab":
        found |= {"auth_type": "pkce", "base_url": origin, "api_root": f"{origin}/api/v4"}
    else:
        found |= {"base_url": origin, "api_root": f"{origin}/api/v1"}
    return found


def _collection(name: str, label: str, folder: str, model: type[BaseModel], strings: Strings) -> dict[str, Any]:
    fields = [_field(model, name, strings) for name in _FIELDS[model]]
    body = {"name": "body", "label": strings.t("admin.body"), "widget": "text", "required": False}
    return {
        "name": name,
        "label": label,
        "folder": folder,
        "create": False,
        "delete": False,
        "format": FORMAT,
        "extension": "md",
        "editor": {"preview": False},
        "fields": [*fields, body],
    }


def _field(model: type[BaseModel], name: str, strings: Strings) -> dict[str, Any]:
    is_required = model.model_fields[name].is_required()
    found: dict[str, Any] = {"name": name, "label": strings.t(f"field.{name}"), "required": is_required}
    if name == "rights":
        return found | {"widget": "select", "options": _options(strings)}
    if _is_list(model, name):
        return found | {"widget": "list", "allow_add": True}
    if name == "source":
        found["pattern"] = ["^https?://", strings.t("admin.address")]
    return found | {"widget": "text" if name in _WIDE else "string"}


def _options(strings: Strings) -> Iterable[dict[str, str]]:
    return [{"label": strings.t(f"rights.{one}"), "value": one} for one in RIGHTS]


def _is_list(model: type[BaseModel], name: str) -> bool:
    return bool(model.model_fields[name].default == ())
