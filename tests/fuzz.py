"""Hostile issues and hostile front matter, for as long as is wanted.

    python tests/fuzz.py --seconds=600 [--seed=1]

Starts from honest texts and breaks them: cuts, doubles, swaps and inserts what parsers stumble over. What may come of an
input is a result or an error that names its file; anything else is printed with the input, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from fumikura.errors import FumikuraError
from fumikura.forges.form_files import KINDS
from fumikura.issues.issue_forms import LIMITS, LONG, answers, as_text, cleaned, read_event
from fumikura.issues.issue_proposals import propose
from fumikura.library.library_files import read_library
from fumikura.model.front_matter import split, updated
from fumikura.model.header_lists import with_item
from fumikura.model.shapes import AnnotationHeader, ArticleHeader, read_header
from issues import event, filled_in, form, gitlab_event
from making import contents, make_archive, write_article

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS_FOR_ONE = 5.0
"""An input that takes longer is a fault too: 200,000 characters take some 0.1 s."""

FORMS = [form(kind, lang) for kind in KINDS for lang in ("en", "ja")]
LABELS = [label for one in FORMS for label in one.labels.values()]
SHARDS = [
    *(f"### {label}" for label in LABELS),
    *LABELS,
    *(
        "_No response_",
        "---",
        "...",
        "\n---\n",
        "```",
        "~~~",
        "\r",
        "\n",
        "\n\n",
        "\t",
        " ",
        "\0",
        "\ud800",
        "\u202e",
        "\u2028",
    ),
    *(
        "&a",
        "*a",
        "!!python/name:os.system",
        "!x",
        "? ",
        "- ",
        ": ",
        "#",
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        "|",
        ">",
        "%",
        "@",
        "`",
    ),
    *(
        "<<: *a",
        "\ufeff",
        "\u0085",
        "=",
        "~",
        "null",
        "no",
        "12:34",
        "2025-01-01",
        "rights: full",
        "former_ids: [a]",
        "tags: [old]",
    ),
    *(
        "javascript:alert(1)",
        "https://example.org/",
        "file:///etc/passwd",
        "../../mkdocs.yml",
        "<script>",
        "[[x]]",
        "题",
        "é",
        "\U000e0041",
    ),
]
HEADER = "---\n# mine\ntitle: 'A'  # one\ntags: [a, old]\nauthor:\n  - x\n  - \"y\"\npublished: 2024-06-02\nrights: full\n---\nA text.\n"
LIST = "---\nquote: 夜\ntags:\n  - old # why\n  - b\ncreated: 2026-11-23T10:00:00Z\n---\nA comment.\n"
ISSUES = [
    filled_in("add-article", lang, url="https://example.org/a", article_title="T", tags="a,b", text="A text.\n\nMore.")
    for lang in ("en", "ja")
] + [
    filled_in("correct-article", article="night-aaaaaa", passage="夜は静かだ", correction="x"),
    filled_in("take-down", article="night-aaaaaa", reason="x"),
]
ON_GITLAB = [re.sub("^(### .*)$", r"\1\n\nhttps://example.org/a", as_text(one), flags=re.MULTILINE) for one in FORMS]


def broken(text: str, dice: random.Random) -> str:
    """``text`` with some of it cut, doubled, moved or put in."""
    for _ in range(dice.choice([0, 1, 1, 2, 3, 5, 8])):
        at = dice.randint(0, len(text))
        to = min(len(text), at + dice.choice([0, 1, 1, 2, 5, 20, 200]))
        piece = text[at:to]
        kind = dice.randrange(6)
        if kind == 0:
            text = text[:at] + text[to:]
        elif kind == 1:
            text = text[:at] + piece * dice.choice([2, 3, 1000]) + text[to:]
        elif kind == 2:
            other = dice.randint(0, len(text) - len(piece))
            rest = text[:at] + text[to:]
            text = rest[:other] + piece + rest[other:]
        elif kind == 3:
            text = (
                text[:at]
                + chr(dice.choice([dice.randrange(0x100), dice.randrange(0xD800), 0xDC00, 0x1F600]))
                + text[at:]
            )
        else:
            text = text[:at] + dice.choice(SHARDS) * dice.choice([1, 1, 1, 2, 5000]) + text[to:]
    return text


def read_a_header(text: str) -> None:
    """What is read is written so that it reads alike; a changed list changes its own lines alone."""
    text = text.encode("utf-8", "replace").decode("utf-8")  # as it can be in a file
    text = re.sub("\r+\n", "\r\n", text)  # of several \r one goes at each reading
    front_matter, body = split(text, "a.md")
    again, same = split(updated(text, {"added": "x: y"}, "a.md"), "a.md")
    assert {**again.values, "added": None} == {**front_matter.values, "added": None}
    assert same == body
    read_header(ArticleHeader, front_matter, "a.md")
    read_header(AnnotationHeader, front_matter, "a.md")
    changed = with_item(text, "tags", lambda item: item == "old", "new: no", "a.md")
    after, same = split(changed, "a.md")
    assert same == body
    others = [{key: value for key, value in one.values.items() if key != "tags"} for one in (front_matter, after)]
    assert others[0] == others[1]


def read_an_issue(body: str) -> None:
    """Fields within their limits, or a refusal; the same whatever forge sends it."""
    issue = read_event(event(body), "event.json")
    assert read_event(gitlab_event(body), "event.json") == issue
    found = answers(issue, FORMS)
    for name, value in found.values.items() if found else ():
        assert 0 < len(value) <= LIMITS[name]
        assert cleaned(value) == (value, 0)
        assert name in LONG or "\n" not in value


def read_what_is_sent(text: str) -> None:
    """An issue with a number, or a refusal."""
    assert read_event(text, "event.json").number > 0


def propose_a_change(body: str) -> None:
    """Files that can be read, all of them named; or none."""
    issue = read_event(event(body), "event.json")
    found = answers(issue, FORMS)
    if found is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = make_archive(Path(folder) / "a")
        write_article(settings, "夜は静かだ。", "night-aaaaaa", rights="full", license="CC0")
        before = contents(settings.root)
        try:
            proposal = propose(issue, found, settings, now=None)
        except FumikuraError:
            assert contents(settings.root) == before
            return
        after = contents(settings.root)
        assert {name for name, data in after.items() if before.get(name) != data} == set(proposal.paths)
        assert set(before) <= set(after)
        library = read_library(settings)
        assert library.findings == ()
        assert all(entry.rights != "full" for key, entry in library.articles.items() if key != "night-aaaaaa")


TARGETS: list[tuple[str, list[str], Callable[[str], None]]] = [
    ("front matter", [HEADER, LIST, HEADER.replace("\n", "\r\n")], read_a_header),
    ("issue", [*ISSUES, *ON_GITLAB], read_an_issue),
    ("event", [event("A text."), gitlab_event("A text.")], read_what_is_sent),
    ("proposal", ISSUES, propose_a_change),
]


def run(seconds: float, seed: int) -> int:
    """How many inputs were too much."""
    dice = random.Random(seed)
    counts = dict.fromkeys((name for name, _, _ in TARGETS), 0)
    faults = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        name, seeds, target = TARGETS[dice.choices(range(len(TARGETS)), weights=(10, 10, 10, 1))[0]]
        text = broken(dice.choice(seeds), dice)
        start = time.monotonic()
        counts[name] += 1
        try:
            target(text)
        except FumikuraError:
            pass
        except Exception:  # noqa: BLE001  this is what is looked for
            faults += 1
            sys.stdout.write(f"{name}: {text[:2000]!r}\n{traceback.format_exc()}\n")
        if time.monotonic() - start > SECONDS_FOR_ONE:
            faults += 1
            sys.stdout.write(f"{name}: {time.monotonic() - start:.1f} s for {len(text)} characters: {text[:2000]!r}\n")
    sys.stdout.write(f"{counts}, {faults} faults (seed {seed})\n")
    return faults


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(1 if run(given.seconds, given.seed) else 0)


if __name__ == "__main__":
    main()
