"""Which forge an archive lives on, and where in its repository."""

from __future__ import annotations

import pytest

from fumikura.forges.forges import Forge, find_forge


@pytest.mark.parametrize(
    ("repo_url", "edit_uri", "forge"),
    [
        ("https://github.com/a/b", "edit/main/docs/", Forge("github", "https://github.com/a/b", "main", "docs")),
        ("https://github.com/a/b.git", "edit/main/docs", Forge("github", "https://github.com/a/b", "main", "docs")),
        ("https://github.com/a/b/", "blob/x/docs/", Forge("github", "https://github.com/a/b", "x", "docs")),
        ("https://gitlab.com/a/b", "edit/master/docs/", Forge("gitlab", "https://gitlab.com/a/b", "master", "docs")),
        (
            "https://gitlab.example.org/a/b/c",
            "-/edit/main/docs/",
            Forge("gitlab", "https://gitlab.example.org/a/b/c", "main", "docs"),
        ),
        ("https://codeberg.org/a/b", "_edit/main/docs/", Forge("gitea", "https://codeberg.org/a/b", "main", "docs")),
        ("https://codeberg.org/a/b", "src/branch/p/docs/", Forge("gitea", "https://codeberg.org/a/b", "p", "docs")),
    ],
)
def test_a_known_host_says_which_forge_it_is(repo_url: str, edit_uri: str, forge: Forge):
    assert find_forge(repo_url, edit_uri) == forge


@pytest.mark.parametrize(
    ("edit_uri", "kind"),
    [("edit/main/docs/", "github"), ("-/edit/main/docs/", "gitlab"), ("_edit/main/docs/", "gitea")],
)
def test_an_unknown_host_is_told_by_the_shape_of_its_edit_address(edit_uri: str, kind: str):
    forge = find_forge("https://git.example.org/a/b", edit_uri)
    assert forge == Forge(kind, "https://git.example.org/a/b", "main", "docs")  # type: ignore[arg-type]


def test_the_archive_may_lie_in_a_folder_of_its_repository():
    forge = find_forge("https://github.com/a/b", "edit/main/reading/my%20archive/docs/")
    assert forge is not None
    assert forge.folder == "reading/my archive/docs"


def test_a_branch_may_have_a_slash_in_its_name():
    forge = find_forge("https://github.com/a/b", "edit/feature%2Fx/docs/")
    assert forge is not None
    assert (forge.branch, forge.folder) == ("feature/x", "docs")


def test_without_an_edit_address_the_usual_branch_and_folder_are_meant():
    assert find_forge("https://codeberg.org/a/b", "", "pages") == Forge(
        "gitea", "https://codeberg.org/a/b", "main", "pages"
    )


@pytest.mark.parametrize(
    ("repo_url", "edit_uri"),
    [
        (None, None),
        ("", "edit/main/docs/"),
        ("javascript:alert(1)//github.com/a/b", "edit/main/docs/"),
        ("https://github.com", "edit/main/docs/"),
        ("https://git.example.org/a/b", ""),
        ("https://example.org/notgithub.com/b", "?query=root/path/docs/"),
    ],
)
def test_what_is_no_forge_we_know_is_none(repo_url: str | None, edit_uri: str | None):
    assert find_forge(repo_url, edit_uri) is None
