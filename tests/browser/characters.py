"""An archive whose text is hard to count: characters of several code points or UTF-16 units, and nested elements."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_canonical, read_library
from fumikura.markdown.rendering import Renderer
from fumikura.model.annotations import make_header, new_annotation_id, render_annotation
from fumikura.model.front_matter import render
from shared_data import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings

BODIES = {
    "characters": """家族👩‍👩‍👧‍👦と𠮷野家へ。か゛とか\u3099、é と e\u0301、🇯🇵🏳️‍🌈、葛󠄀城、ﾊﾝｶｸ、Ⅷ、🤦🏽‍♂️。

**太い𠮷**と*斜め👩‍🚀*と`code 😀`と[リンク𠮷](https://example.org/)と~~消えた字~~が並ぶ。

全角　空白、\u00a0改行しない空白&nbsp;と&amp;と&lt;b&gt;と&copy;と&#x20BB7;。ゼロ幅\u200b空白。\u2028行。

  先頭と末尾の空白  \nと改行<br>と、タブ\tと、
行の途中で折れた
文。
""",
    "elements": """## 見出し<ruby>漢<rt>かん</rt>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby>の行

<ruby>東京<rt>とうきょう</rt></ruby>で<ruby>𠮷野<rt>よしの</rt></ruby>に会う。<em>入れ<strong>子の<code>奥の😀</code>字</strong>たち</em>。

| 列 | 数 |
| --- | ---: |
| 一 **二** | 3 |
| 𠮷 | `4 ` |

- 一つ目
    - 内側 *の* 項目
    - 👩‍👩‍👧
- 二つ目

    続きの段落。

1. first
2. second item with a [link](https://example.org/) in it

> 引用の中の　段落。
>
> > 二重の引用。

```python
def f(x):
    return "𠮷" + x   # 空白   三つ


f("😀")
```

用語
:   その説明。

### A third heading

本文に注[^1]があり、もう一つ[^b]ある。

??? note "閉じた箱"
    中の文。**太字**も。

[^1]: 注の**一**。
[^b]: Another note, with `code`.
""",
}
_SPANS = ((3, 14), (5, 40), (20, 90), (60, 75), (61, 130), (150, 152))


def write_archive(folder: Path) -> Settings:
    """The articles of ``BODIES``, each with marks in it that overlap and cross elements."""
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for page in ("index", "guide/index"):
        path = folder / "docs" / f"{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# Characters\n", "utf-8")
    for name, body in BODIES.items():
        article = folder / "docs/articles" / name
        article.mkdir(parents=True)
        article.joinpath("index.md").write_text(render({"title": name, "lang": "ja"}) + body, "utf-8")
    settings = open_archive(folder)
    add_marks(settings)
    return settings


def add_marks(settings: Settings) -> None:
    """Highlights at fixed places of every article."""
    moment = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    renderer = Renderer(settings.extensions, settings.extension_configs)
    for entry in read_library(settings).articles.values():
        canonical = read_canonical(entry, settings, renderer)
        folder = settings.articles / entry.id / "annotations"
        folder.mkdir(exist_ok=True)
        for start, end in _SPANS:
            if end > len(canonical.text):
                continue
            header = make_header(
                canonical.text, start, end, canonical.hash, by="葵", moment=moment, motivation="highlighting", tags=()
            )
            folder.joinpath(f"{new_annotation_id(moment)}.md").write_text(render_annotation(header, ""), "utf-8")
