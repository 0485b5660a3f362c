"""Templates lose what a page does not need, and a page shows the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2

from fumikura.site.template_whitespace import squeeze_templates, squeezed

if TYPE_CHECKING:
    from pathlib import Path


def test_lines_are_not_indented_and_those_of_tags_alone_leave_nothing():
    template = "<ul>\n  {% for one in ones %}\n    <li>\n      {{ one }}\n    </li>\n  {% endfor %}\n</ul>\n"
    assert jinja2.Template(squeezed(template)).render(ones="ab") == "<ul>\n<li>\na\n</li>\n<li>\nb\n</li>\n</ul>"


def test_white_space_between_two_words_stays():
    template = "<b>one</b>{% if yes %}\n  <b>two</b>\n  {% endif %}\n  <b>three</b>"
    assert jinja2.Template(squeezed(template)).render(yes=True).split() == ["<b>one</b>", "<b>two</b>", "<b>three</b>"]


def test_an_icon_within_a_page_names_no_namespace(tmp_path: Path):
    (tmp_path / "icon.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'
    )
    env = jinja2.Environment(loader=jinja2.FileSystemLoader(tmp_path))  # noqa: S701  no page
    squeeze_templates(env, [tmp_path])
    assert env.get_template("icon.svg").render() == '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'


def test_the_templates_of_an_archive_stay_as_they_are(tmp_path: Path):
    for name in ("own", "theirs"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.html").write_text("<pre>\n  a\n</pre>")
    env = jinja2.Environment(loader=jinja2.FileSystemLoader([tmp_path / "own", tmp_path / "theirs"]))  # noqa: S701
    squeeze_templates(env, [tmp_path / "theirs"])
    assert env.get_template("own.html").render() == "<pre>\n  a\n</pre>"
    assert env.get_template("theirs.html").render() == "<pre>\na\n</pre>"
