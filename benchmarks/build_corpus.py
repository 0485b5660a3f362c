"""An archive of made-up articles: as long, as Japanese, as annotated and as linked as its numbers say. Same seed, same
bytes.

Words are drawn by Zipf's law from some thousands that are put together of characters and syllables, so that an index of
them grows as it does for real texts.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import random
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from fumikura.archive.new_archive import make_archive
from fumikura.library.archive import open_archive
from fumikura.markdown.rendering import Renderer
from fumikura.markdown.sanitise import sanitise
from fumikura.model.annotations import make_header, render_annotation
from fumikura.model.front_matter import render
from fumikura.text.canonical import canonical_text, text_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fumikura.settings import Settings

MEAN = 2_800
"""Characters of an article's text, on average."""
JAPANESE = 0.7
"""Share of articles."""
ANNOTATIONS = 3
LINKS = 2
"""To other articles, in one text."""
PICTURED = 0.1
"""Share of articles with a picture."""
ADDED = "ここに一段落が加わった。One paragraph more."
KANJI = (
    "本棚紙文書記事注釈余白写真町村海山川空雨雪火水木金土日月年時人心手足目口耳声音色形光影風花鳥魚犬猫家門道橋駅車船"
    "学校教室先生友親子兄弟姉妹朝昼夜春夏秋冬東西南北上下左右前後内外古新長短高低大小多少強弱軽重明暗遠近深浅広狭"
    "政治経済社会歴史科理数国語英会議約束問答始終開閉動止進退生死病薬食飲旅行仕働休売買作造切貼読話聞見思考知覚忘"
)
FUNCTION_WORDS = (
    *("the", "of", "and", "a", "to", "in", "is", "that", "it", "was", "for", "on", "are", "as", "with"),
    *("his", "they", "at", "be", "this", "from", "or", "had", "by", "but"),
)
_VERBS = (
    *(
        "読む",
        "書いた",
        "残している",
        "忘れない",
        "見つけた",
        "集めていく",
        "考えてみる",
        "消えていた",
        "数えられる",
        "知らせたい",
    ),
)
_SUFFIX = "abcdefghijkmnpqrstuvwxyz234567"
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
_SYLLABLES = (
    *("ar", "be", "cin", "dor", "el", "fa", "gri", "hon", "il", "ju", "ka", "lum", "mer", "no", "os"),
    *("pra", "qui", "ra", "sto", "tem", "ul", "vi", "wen", "xa", "yor", "zet"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an article's text."""

    markdown: str
    plain: str
    """What of it counts for annotations (``canonical.py``)."""


class Words:
    """Draws words of one language."""

    def __init__(self, seed: str, count: int, make: Callable[[random.Random], str]) -> None:
        draw = random.Random(seed)
        found: dict[str, None] = {}
        while len(found) < count:
            found[make(draw)] = None
        self._words = list(found)
        self._weights = list(itertools.accumulate(1 / rank for rank in range(1, count + 1)))

    def __call__(self, draw: random.Random, count: int) -> list[str]:
        """``count`` words, the commonest first among the likely."""
        return draw.choices(self._words, cum_weights=self._weights, k=count)


class Corpus:
    """Draws articles by their numbers."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._ja = Words(f"{seed} ja", 6_000, _japanese_word)
        self._en = Words(f"{seed} en", 8_000, _english_word)
        self._tags = Words(f"{seed} tags", 200, _japanese_word)
        self._authors = Words(f"{seed} authors", 300, _japanese_word)
        self._sites = Words(f"{seed} sites", 120, lambda draw: f"{_english_word(draw)}.example")

    def write(self, number: int, folder: Path) -> str:
        """One article below ``folder``, which leads to those of lower numbers; gives its canonical text."""
        draw = random.Random(f"{self._seed} {number}")
        lang = "ja" if draw.random() < JAPANESE else "en"
        target = folder / name_of(number)
        (target / "annotations").mkdir(parents=True)
        blocks = list(self._blocks(draw, lang, number))
        if draw.random() < PICTURED:
            (target / "picture.png").write_bytes(_picture(draw))
            blocks.insert(2, Block("![図](picture.png)", ""))
        header = self._header(draw, lang, number)
        body = "\n\n".join(block.markdown for block in blocks)
        (target / "index.md").write_text(f"{render(header)}\n{body}\n", "utf-8")
        text = " ".join(block.plain for block in blocks if block.plain)
        for place in range(ANNOTATIONS):
            self._annotate(draw, target, text, place, lang)
        return text

    def _header(self, draw: random.Random, lang: str, number: int) -> dict[str, str | tuple[str, ...]]:
        (site,) = self._sites(draw, 1)
        day = dt.date(2006, 1, 1) + dt.timedelta(days=draw.randrange(20 * 365))
        return {
            "title": self._title(draw, lang),
            "source": f"https://{site}/{number}",
            "author": tuple(self._authors(draw, 1)),
            "published": day.isoformat(),
            "created": (day + dt.timedelta(days=draw.randrange(300))).isoformat(),
            "tags": tuple(dict.fromkeys(self._tags(draw, 3))),
            "site": site,
            "lang": lang,
            "sha256": f"{draw.getrandbits(256):064x}",
            "converter": "html_page 1",
        }

    def _title(self, draw: random.Random, lang: str) -> str:
        if lang == "en":
            return " ".join(self._en(draw, draw.randint(3, 8))).capitalize()
        return "の".join(self._ja(draw, draw.randint(2, 4)))

    def _blocks(self, draw: random.Random, lang: str, number: int) -> Iterator[Block]:
        wanted = draw.uniform(0.4, 1.6) * MEAN - 130  # half of the last paragraph is too much
        links = [draw.randrange(number) for _ in range(min(LINKS, number))]
        for place in itertools.count():
            if place % 5 == 3:
                title = self._title(draw, lang)
                yield Block(f"## {title}", title)
                wanted -= len(title)
            sentences = [self._sentence(draw, lang) for _ in range(draw.randint(2, 5))]
            plain = ("" if lang == "ja" else " ").join(sentences)
            wanted -= len(plain)
            yield self._dressed(draw, plain, links)
            if wanted <= 0:
                return

    def _dressed(self, draw: random.Random, plain: str, links: list[int]) -> Block:
        """A paragraph or a list, with a word in bold or a link."""
        words = plain[:8].strip()
        rest = plain[len(words) :]
        if links:
            return Block(f"[{words}](../{name_of(links.pop())}/index.md){rest}", plain)
        match draw.randrange(6):
            case 0:
                return Block(f"**{words}**{rest}", plain)
            case 1:
                return Block(f"- {plain}\n- {words}", f"{plain} {words}")
            case 2:
                return Block(f"> {plain}", plain)
            case _:
                return Block(plain, plain)

    def _sentence(self, draw: random.Random, lang: str) -> str:
        if lang == "en":
            words = self._en(draw, draw.randint(4, 10))
            mixed = [part for word in words for part in (draw.choice(FUNCTION_WORDS), word)]
            return f"{' '.join(mixed).capitalize()}."
        first, second, third, fourth = self._ja(draw, 4)
        return f"{first}の{second}は、{third}を{fourth}のように{draw.choice(_VERBS)}。"

    def _annotate(self, draw: random.Random, target: Path, text: str, place: int, lang: str) -> None:
        start = draw.randrange(len(text) - 60)
        end = start + draw.randint(8, 40)
        while text[start] == " ":
            start += 1
        while text[end - 1] == " ":
            end -= 1
        moment = dt.datetime(2026, 1, 1, place, tzinfo=dt.UTC) + dt.timedelta(minutes=draw.randrange(400_000))
        (by,) = self._authors(draw, 1)
        header = make_header(text, start, end, text_hash(text), by=by, moment=moment, motivation="commenting", tags=())
        name = f"{moment:%Y%m%dT%H%M%SZ}-{''.join(draw.choices(_SUFFIX, k=6))}"
        comment = " ".join(self._sentence(draw, lang) for _ in range(2))
        (target / "annotations" / f"{name}.md").write_text(render_annotation(header, comment), "utf-8")


def write_archive(root: Path, count: int, seed: int) -> Settings:
    """A new archive with ``count`` articles, as ``fumikura init`` makes it, but for what it publishes.

    Raises ``AssertionError`` where the text of the first articles is not what the program reads in them.
    """
    make_archive(root, "ja", "Benchmark", "https://github.com/example/bench")
    config = root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("rights: private", "rights: full"), "utf-8")
    settings = open_archive(root)
    shutil.rmtree(settings.articles)
    corpus = Corpus(seed)
    renderer = Renderer(settings.extensions, settings.extension_configs)
    for number in range(count):
        text = corpus.write(number, settings.articles)
        if number < 20:
            _, _, body = (settings.articles / name_of(number) / "index.md").read_text("utf-8").split("---\n", 2)
            found = canonical_text(sanitise(renderer.html(body))).text
            if found != text:
                raise AssertionError(f"{name_of(number)}: {found[:80]!r} is not {text[:80]!r}")
    return settings


def name_of(number: int) -> str:
    """The id of an article."""
    return f"article-{number:06d}"


def change(articles: Path) -> str:
    """A paragraph more in the article in the middle of those in the folder ``articles``; gives its id."""
    names = sorted(path.name for path in articles.iterdir())
    name = names[len(names) // 2]
    path = articles / name / "index.md"
    path.write_text(f"{path.read_text('utf-8')}\n{ADDED}\n", "utf-8")
    return name


def add(articles: Path, seed: int, *, annotated: bool) -> str:
    """The article that comes next in an archive of this seed, into the folder ``articles``; gives its id.

    ``annotated``: whether with its annotations.
    """
    number = sum(1 for _ in articles.iterdir())
    Corpus(seed).write(number, articles)
    name = name_of(number)
    if not annotated:
        shutil.rmtree(articles / name / "annotations")
    with (articles / name / "index.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{ADDED}\n")
    return name


def _japanese_word(draw: random.Random) -> str:
    if draw.random() < 0.2:
        return "".join(draw.choices(_KANA, k=draw.randint(3, 5)))
    return "".join(draw.choices(KANJI, k=draw.choice((1, 2, 2, 2, 3))))


def _english_word(draw: random.Random) -> str:
    return "".join(draw.choices(_SYLLABLES, k=draw.randint(1, 4)))


def _picture(draw: random.Random) -> bytes:
    width, height = 160, 90
    noise = Image.frombytes("L", (width // 10, height // 10), draw.randbytes(width * height // 100))
    out = io.BytesIO()
    noise.resize((width, height)).save(out, "PNG")
    return out.getvalue()
