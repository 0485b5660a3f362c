"""``fumikura add``: what a person types, and what they get."""

from __future__ import annotations

import errno
import http.server
import json
import os
import shutil
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import fumikura.adding.converting
from fumikura.commands import main
from making import contents, essay, make_archive

if TYPE_CHECKING:
    from collections.abc import Callable

    from fumikura.settings import Settings

KEYS = ["source", "status", "id", "path", "title", "characters", "missing", "warnings", "error"]

Run = "Callable[..., tuple[int, str, str]]"


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    return make_archive(tmp_path / "archive")


@pytest.fixture
def run(archive: Settings, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["-C", str(archive.root), "add", *map(str, arguments)])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return call


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def results(out: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(out)
    return found


def test_a_text_becomes_an_article_and_the_person_hears_what_is_missing(run: Run, tmp_path: Path):
    path = write(tmp_path, "memo.txt", "☕ 喫茶店で\n9 文字\nコーヒーを飲んだ。\n")
    code, out, _ = run(path)
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("created    docs/articles/")
    assert lines[0].endswith("☕ 喫茶店で  (9 characters)")
    assert lines[1:] == [
        "  checked: 9 characters, as the source says",
        "  missing: source, author, published",
        "1 created",
    ]


def test_json_has_the_shape_of_the_design(run: Run, tmp_path: Path, archive: Settings):
    good = write(tmp_path, "good.txt", "これは本文です。")
    code, out, err = run("--json", good, tmp_path / "none.txt")
    assert (code, err) == (1, "")
    first, second = results(out)
    assert list(first) == list(second) == KEYS
    assert (first["status"], first["characters"], first["error"]) == ("created", 8, None)
    assert first["missing"] == ["source", "author", "published"]
    assert (archive.root / first["path"]).is_file()
    assert first["path"] == f"docs/articles/{first['id']}/index.md"
    assert (second["status"], second["id"], second["path"]) == ("refused", None, None)
    assert second["error"].startswith(f"{tmp_path}/none.txt:1: there is no such file")


def test_options_are_fields_of_the_page(run: Run, tmp_path: Path, archive: Settings):
    path = write(tmp_path, "a.txt", "これは本文です。")
    options = ["--source", "https://x.example/a", "--author", "A", "--author", "B, C", "--title", "題"]
    options += ["--published", "2025-03", "--tags", "核、AI, no,", "--rights", "excerpt", "--license", "CC0"]
    code, out, _ = run(path, *options, "--site", "X", "--lang", "en", "--json")
    page = (archive.root / results(out)[0]["path"]).read_text("utf-8")
    assert code == 0
    assert page.startswith(
        "---\ntitle: 題\nsource: https://x.example/a\nauthor:\n  - A\n  - B, C\npublished: 2025-03\n"
        "tags:\n  - 核\n  - AI\n  - 'no'\nsite: X\nlang: en\nrights: excerpt\nlicense: CC0\ncharacters: 8\n"
    )
    assert "missing" not in out.replace('"missing": []', "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.txt", "b.txt", "--title", "T"], "--title can be true of one article only, not of 2"),
        (["a.txt", "b.txt", "--source", "https://x.example/"], "--source can be true of one"),
        (["a.txt", "--published", "soon"], "--published: 'soon' is no ISO 8601 date"),
        (["a.txt", "--source", "x.example"], "--source: no http"),
        (["a.txt", "--rights", "none"], "--rights"),
        ([], "Missing argument"),
        (["archive/docs"], "holds the archive's own pages"),
        (["archive"], "holds the archive's own pages"),
    ],
)
def test_wrong_use_is_exit_code_2_and_changes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.txt", "text one")
    write(tmp_path, "b.txt", "text two")
    before = contents(tmp_path)
    code, out, err = run(*arguments)
    assert code == 2
    assert message in err
    assert out == ""
    assert contents(tmp_path) == before


BAD = {
    "empty.txt": b"",
    "binary.txt": b"\x7fELF\x02\x01\x01\x00",
    "pdf.txt": b"%PDF-1.7\n",
    "yaml.md": b"---\ntitle: a: b\n---\ntext\n",
    "table.csv": b"a,b\n1,2\n",
    "open.md": b"---\ntitle: x\ntext without an end\n",
}


def test_each_bad_file_is_named_and_the_good_ones_are_added(run: Run, tmp_path: Path, archive: Settings):
    folder = tmp_path / "sources"
    for name, data in BAD.items():
        write(folder, name, data)
    write(folder, "good.txt", "これは本文です。")
    write(folder, "sub/also good.md", "---\ntitle: Also\n---\nGood.")
    code, out, _ = run("--json", folder)
    assert code == 1
    refused = {Path(one["source"]).name: one["error"] for one in results(out) if one["status"] == "refused"}
    assert set(refused) == set(BAD)
    assert all(error.startswith(f"{folder}/{name}:") and "try: " in error for name, error in refused.items())
    assert len(list(archive.articles.iterdir())) == 2
    assert sorted(contents(archive.saved)) == ["also good.md", "good.txt"]


def test_a_text_of_50_mb_is_refused_within_seconds(run: Run, tmp_path: Path, archive: Settings):
    path = write(tmp_path, "large.txt", "これは五十メガバイトの文章の一行です。\n".encode() * 900_000)
    assert path.stat().st_size > 50_000_000
    started = time.process_time()
    code, out, _ = run(path)
    assert time.process_time() - started < 20
    assert code == 1
    assert "large.txt:1: the text has" in out
    assert not archive.docs.exists()


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp", "utf-16"])
def test_japanese_files_of_other_days_are_read(run: Run, tmp_path: Path, archive: Settings, encoding: str):
    path = write(tmp_path, "昔.txt", "むかしむかし、あるところに文字がありました。".encode(encoding))
    code, out, _ = run("--json", path)
    assert code == 0
    assert "むかしむかし" in (archive.root / results(out)[0]["path"]).read_text("utf-8")


def test_a_long_title_control_characters_and_a_strange_name(run: Run, tmp_path: Path, archive: Settings):
    title = "Long title " * 27
    path = write(tmp_path, "a  name.. with ..dots.md", f"---\ntitle: '{title}'\n---\nA bell\x07 rings.\n")
    code, out, _ = run("--json", path)
    (result,) = results(out)
    assert code == 0
    assert result["title"] == title.strip()
    assert len(result["id"]) <= 47
    assert result["warnings"] == ["1 control character removed"]
    assert list(contents(archive.saved)) == ["a  name. with .dots.md"]


def test_a_file_given_twice_is_added_once(run: Run, tmp_path: Path):
    path = write(tmp_path / "sources", "a.txt", "これは本文です。")
    code, out, _ = run("--json", path, path.parent, path)
    assert code == 0
    assert [one["status"] for one in results(out)] == ["created"]


def test_adding_a_folder_again_changes_nothing(run: Run, tmp_path: Path, archive: Settings):
    for number in range(30):
        write(archive.saved, f"{number}.md", f"---\ntitle: T {number}\n---\nText {number}.\n")
    assert run(archive.saved)[0] == 0
    before = contents(archive.root)
    code, out, err = run(archive.saved)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "30 unchanged"
    assert contents(archive.root) == before


def test_what_differs_is_refused_until_it_is_asked_for(run: Run, tmp_path: Path):
    path = write(tmp_path, "a.txt", "これは本文です。")
    assert run(path, "--site", "One")[0] == 0
    code, out, _ = run(path, "--site", "Two")
    assert code == 1
    assert "site: “One” on the page, “Two” given" in out
    assert run(path, "--site", "Two", "--update")[1].endswith("1 updated\n")


def test_a_full_disk_is_told_with_the_files_name(
    run: Run, tmp_path: Path, archive: Settings, monkeypatch: pytest.MonkeyPatch
):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = write(tmp_path, "a.txt", "これは本文です。")
    before = contents(archive.root)
    monkeypatch.setattr(os, "fsync", full)
    code, out, _ = run(path)
    assert code == 1
    assert f"{path}: " in out
    assert "no space left on device" in out
    assert contents(archive.root) == before


def test_ctrl_c_keeps_what_is_done_and_says_so(
    run: Run, tmp_path: Path, archive: Settings, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "sources"
    for name in "abc":
        write(folder, f"{name}.txt", f"これは{name}の本文です。")
    real = fumikura.adding.converting.choose

    def interrupted(source: Any, importers: Any) -> str:
        if source.name.endswith("b.txt"):
            raise KeyboardInterrupt
        return real(source, importers)

    monkeypatch.setattr(fumikura.adding.converting, "choose", interrupted)
    code, out, err = run("--json", folder)
    assert code == 1
    assert [one["status"] for one in results(out)] == ["created"]
    assert "stopped" in err
    assert len(list(archive.articles.iterdir())) == 1
    assert list(contents(archive.saved)) == ["a.txt"]


def test_long_work_on_a_terminal_shows_a_bar_and_the_results_after_it(
    run: Run, archive: Settings, monkeypatch: pytest.MonkeyPatch
):
    for number in range(25):
        write(archive.saved, f"{number:02}.md", f"---\ntitle: T {number}\n---\nText {number}.\n")
    monkeypatch.setenv("FORCE_COLOR", "1")
    code, out, err = run(archive.saved)
    assert code == 0
    assert "adding" in err
    assert "\x1b" not in out
    assert out.count("created    docs/articles/") == 25


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = "題名\n\nこれは取ってきた本文です。".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        pass


def test_a_url_becomes_an_article_whose_original_can_be_added_again(run: Run, archive: Settings):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/posts/one.txt"
        assert run(url)[0] == 1
        code, out, _ = run("--json", "--allow-private", url, "--author", "A")
        again = run("--allow-private", url)
        server.shutdown()
    assert code == 0
    page = (archive.root / results(out)[0]["path"]).read_text("utf-8")
    assert f"source: {url}\nauthor:\n  - A\ncreated: '20" in page
    assert "original: saved/127.0.0.1-posts-one.txt\n" in page
    assert again[1].endswith("1 unchanged\n")
    before = contents(archive.docs)
    article = archive.root / results(out)[0]["path"]
    article.unlink()
    article.parent.rmdir()
    assert run(archive.saved)[0] == 0
    assert contents(archive.docs) == before


def test_the_help_has_an_example(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["add", "--help"])
    assert "Example: fumikura add article.txt" in capsys.readouterr().out


def test_links_are_fetched_if_asked_for_and_one_that_is_gone_does_not_stop_the_others(
    run: Run, archive: Settings, tmp_path: Path
):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/posts/two.txt"
        links = f"{url},{url},1600000000,later,unread\nGone,http://127.0.0.1:9/gone,1600000001,,unread\n"
        export = write(tmp_path, "pocket.csv", f"title,url,time_added,tags,status\n{links}")
        without = results(run("--json", export)[1])
        code, out, _ = run("--json", "--fetch", "--allow-private", export)
        again = run("--allow-private", export)
        server.shutdown()
    assert [one["status"] for one in without] == ["created", "created"]
    found = results(out)
    assert code == 1
    assert [one["status"] for one in found] == ["unchanged", "updated", "unchanged", "refused"]
    assert "cannot be fetched" in found[3]["error"]
    page = (archive.root / found[1]["path"]).read_text("utf-8")
    assert page.startswith(f"---\ntitle: 題名\nsource: {url}\ncreated: '20")
    assert "tags:\n  - later\n" in page
    assert "kind: link" not in page
    assert page.endswith("これは取ってきた本文です。\n")
    assert again[1].endswith("2 unchanged\n")


def test_several_sources_end_with_a_table_of_what_became_of_them(run: Run, tmp_path: Path):
    rows = "".join(f"{number},https://lamp.example/{number},1600000000,,unread\n" for number in range(3))
    write(tmp_path, "in/pocket.csv", f"title,url,time_added,tags,status\n{rows}")
    write(tmp_path, "in/a.txt", "Title\n\nText.")
    write(tmp_path, "in/b.zip", b"PK\x03\x04 cut")
    write(tmp_path, "in/c.md", "# C\n\nText of c.")
    code, out, _ = run(tmp_path / "in")
    lines = out.splitlines()
    assert code == 1
    start = next(index for index, line in enumerate(lines) if line.startswith("source "))
    assert lines[start].split() == ["source", "imported", "unchanged", "refused", "why"]
    assert lines[start + 1].split(maxsplit=4)[1:4] == ["0", "0", "1"]
    assert lines[start + 1].endswith("this is a damaged or half-downloaded ZIP archive: File is not a zip file")
    assert lines[start + 2].split()[1:] == ["3", "0", "0"]
    assert lines[start + 2].split()[0].endswith("in/pocket.csv")
    assert lines[start + 3].split() == ["2", "other", "sources", "2", "0", "0"]
    assert lines[-1] == "5 created, 1 refused"


def test_a_double_is_reported_on_its_line_and_new_adds_it(run: Run, tmp_path: Path, archive: Settings):
    text = essay(1)
    clip = write(tmp_path, "a.md", f"---\ntitle: A\nsource: https://x.example/a\n---\n{text}\n")
    copy = write(tmp_path, "b.txt", text + " The end.")
    code, out, _ = run(clip, copy)
    assert code == 0
    (said,) = [line for line in out.splitlines() if line.startswith("  warning: ")]
    assert "alike): not added; --new adds it all the same" in said
    assert out.splitlines()[-1] == "1 created, 1 unchanged"
    assert [one["status"] for one in results(run("--json", "--new", copy)[1])] == ["created"]
    assert len(list(archive.articles.iterdir())) == 2


def test_results_do_not_depend_on_what_was_read_when(run: Run, tmp_path: Path, archive: Settings):
    for number in range(4):
        write(tmp_path / "s", f"{number}.txt", essay(number % 2) + f" {'more ' * number}")
    together = [(one["status"], one["id"]) for one in results(run("--json", tmp_path / "s")[1])]
    shutil.rmtree(archive.docs)
    shutil.rmtree(archive.saved)
    each = [results(run("--json", tmp_path / "s" / f"{number}.txt")[1])[0] for number in range(4)]
    assert [(one["status"], one["id"]) for one in each] == together
    assert [status for status, _ in together] == ["created", "created", "unchanged", "unchanged"]


def test_the_diff_stands_below_the_result_and_not_in_the_json(run: Run, tmp_path: Path):
    path = write(tmp_path, "a.md", "---\ntitle: A\n---\nThe old words.\n")
    run(path)
    page = write(tmp_path, "a.md", "---\ntitle: A\n---\nThe new words.\n")
    code, out, _ = run("--update", page)
    assert (code, out.splitlines()[0].split()[0]) == (0, "updated")
    assert out.splitlines()[-3:] == ["    -The old words.", "    +The new words.", "1 updated"]
    write(tmp_path, "a.md", "---\ntitle: A\n---\nThe newest words.\n")
    assert list(results(run("--json", "--update", page)[1])[0]) == KEYS
