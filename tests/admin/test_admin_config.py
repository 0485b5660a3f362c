from __future__ import annotations

from typing import Any

import pytest
import yaml

from fumikura.admin.admin_config import admin_config, list_fields
from fumikura.forges.forges import find_forge
from fumikura.strings import Strings


def config(repo: str | None, language: str = "en", **given: str) -> dict[str, Any]:
    forge = find_forge(repo, None)
    found: dict[str, Any] = yaml.safe_load(admin_config(forge, "docs", given, Strings(language)))
    return found


def test_on_github_whoever_may_not_write_proposes_from_a_fork():
    found = config("https://github.com/hana/bunko")
    assert found["backend"] == {"name": "github", "repo": "hana/bunko", "branch": "main", "open_authoring": True}
    assert found["publish_mode"] == "editorial_workflow"


@pytest.mark.parametrize(
    ("repo", "backend"),
    [
        (
            "https://gitlab.com/hana/group/bunko",
            {
                "name": "gitlab",
                "repo": "hana/group/bunko",
                "auth_type": "pkce",
                "base_url": "https://gitlab.com",
                "api_root": "https://gitlab.com/api/v4",
            },
        ),
        (
            "https://codeberg.org/hana/bunko",
            {
                "name": "gitea",
                "repo": "hana/bunko",
                "base_url": "https://codeberg.org",
                "api_root": "https://codeberg.org/api/v1",
            },
        ),
    ],
)
def test_other_forges_are_asked_where_they_are(repo: str, backend: dict[str, str]):
    assert config(repo, app_id="x")["backend"] == {**backend, "branch": "main", "app_id": "x"}


def test_without_a_forge_the_files_on_this_machine_are_edited():
    assert config(None)["backend"]["name"] == "proxy"


def test_no_article_is_made_or_removed_and_fields_of_the_program_are_not_shown():
    articles, notes, annotations = config(None)["collections"]
    assert [(one["create"], one["delete"]) for one in (articles, notes, annotations)] == [(False, False)] * 3
    names = [field["name"] for field in articles["fields"]]
    assert {"title", "tags", "rights", "body"} < set(names)
    assert {"sha256", "original", "converter", "characters", "former_ids"}.isdisjoint(names)


def test_fields_are_named_in_the_sites_language_and_only_a_title_is_required():
    fields = config(None, "ja")["collections"][0]["fields"]
    assert fields[0]["label"] == "題名"
    assert [field["name"] for field in fields if field["required"]] == ["title"]


def test_lists_are_told_by_the_models():
    assert list_fields() == ("author", "tags")
