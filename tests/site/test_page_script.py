"""The script that a reader loads."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest

from fumikura.site.page_script import bundle, bundle_with_parts
from fumikura.strings import LANGUAGES
from shared_data import ROOT

if TYPE_CHECKING:
    from pathlib import Path

MODULES = ROOT / "scripts/fumikura/theme/assets/fumikura/annotate"


def words(language: str) -> dict[str, str]:
    return dict(
        re.findall(r"^  (\w+):\s+\"(.*)\",$", (MODULES / f"words_{language}.js").read_text("utf-8"), re.MULTILINE)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_a_reader_loads_to_annotate_is_at_most_12_kilobytes(language: str):
    script = bundle(MODULES, "main", f"words_{language}")
    assert len(gzip.compress(script.encode(), 9)) <= 12_000


def test_strings_templates_and_patterns_stay_as_they_are(tmp_path: Path):
    kept = ['"x  // y"', "`c  ${a}  /* d */`", '/[/"]  \\/\\//', "a + +b"]
    script = f"/** What it does. */\nconst a = {kept[0]};\nconst b = {kept[1]};\nconst c = {kept[2]}.test(a); // why\n"
    (tmp_path / "main.js").write_text(script + f"const d = {kept[3]};\n")
    short = bundle(tmp_path, "main", "words")
    assert all(part in short for part in kept[:3])
    assert "a+ +b" in short
    assert "What it does" not in short
    assert "why" not in short


def test_a_module_comes_once_and_after_what_it_imports(tmp_path: Path):
    (tmp_path / "main.js").write_text('import { a } from "./one.js";\nimport {\n  b,\n} from "./two.js";\na(b);\n')
    (tmp_path / "one.js").write_text('import { b } from "./two.js";\nexport const a = (x) => x + b;\n')
    (tmp_path / "two.js").write_text("export const b = 1;\n")
    assert bundle(tmp_path, "main", "words") == "export const b=1;export const a=(x)=>x+b;a(b);\n"


def test_two_modules_may_not_declare_one_name(tmp_path: Path):
    (tmp_path / "main.js").write_text('import { a } from "./one.js";\nconst b = a;\n')
    (tmp_path / "one.js").write_text("const b = 1;\nexport const a = b;\n")
    with pytest.raises(ValueError, match="two modules"):
        bundle(tmp_path, "main", "words")


def test_the_script_speaks_japanese_and_english_alike():
    english, japanese = words("en"), words("ja")
    assert len(english) > 30
    assert list(english) == list(japanese)
    for key, text in english.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", japanese[key])), key


def test_every_word_of_the_script_is_used():
    others = "".join(path.read_text("utf-8") for path in MODULES.glob("*.js") if not path.name.startswith("words"))
    kinds = {"highlighting", "commenting", "questioning", "replying", "edit", "delete"}
    assert [key for key in words("en") if key not in kinds and f'"{key}"' not in others] == []


def test_a_classic_script_exports_nothing_and_keeps_its_names_to_itself(tmp_path: Path):
    (tmp_path / "main.js").write_text('import { a } from "./one.js";\nself.b = a;\n')
    (tmp_path / "one.js").write_text("export const a = 1;\nexport async function c() {}\n")
    assert bundle(tmp_path, "main", "words", classic=True) == "(()=>{const a=1;async function c(){}\nself.b=a;})();\n"


def test_a_part_that_is_loaded_later_takes_what_the_main_script_has_and_does_not_have_it_twice(tmp_path: Path):
    (tmp_path / "low.js").write_text("export const low = 1;\nexport const other = 2;\n")
    (tmp_path / "main.js").write_text('import { low } from "./low.js";\nuse(low);\n')
    (tmp_path / "own.js").write_text("export const own = 3;\n")
    (tmp_path / "late.js").write_text(
        'import { low,\n  other } from "./low.js";\nimport { own } from "./own.js";\nshow(low, other, own);\n'
    )
    main, late = bundle_with_parts(tmp_path, "main", ["late"], "words")
    assert "self.fumikuraShared={low,other}" in main
    assert "const{low,other}=self.fumikuraShared" in late
    assert "other=2" not in late
    assert "own=3" in late
    assert not re.search("import|export", main + late)
