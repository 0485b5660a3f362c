"""The modules of the page's script -> the one file that a reader loads, without what only its writers read.

One request instead of a dozen, and a third of the bytes. Names stay as they are, so that an error can be traced.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rjsmin import jsmin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

_IMPORT = re.compile(r"^import [^;]*? from \"\./(\w+)\.js\";\n", re.MULTILINE)
_NAMES = re.compile(r"^import \{([^}]*)\} from \"\./(\w+)\.js\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=async |const |let |function |class )", re.MULTILINE)
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:const|let|function|class) (?:\{ )?(\w+)", re.MULTILINE)

_SHARED = "fumikuraShared"
"""Where a script puts what its parts take from it."""


def bundle(folder: Path, main: str, words: str, *, classic: bool = False) -> str:
    """The module ``main`` of ``folder`` and all that it imports, as one module that still exports what they export.

    ``classic``: as a script that is no module, exports nothing and declares nothing that others see.
    ``words``: the module that stands for ``words`` in it; of the site's languages a reader needs one.
    Raises ``ValueError`` where two modules declare one name.
    """
    return _script(folder, _collected(folder, main, words), classic=classic)


def bundle_with_parts(folder: Path, main: str, parts: Sequence[str], words: str) -> Iterator[str]:
    """The module ``main`` as a classic script, then each of ``parts`` as one that ``main`` loads when it is needed.

    A part has none of the modules that ``main`` has: it takes from it what it imports of them. Otherwise as ``bundle``.
    """
    own = _collected(folder, main, words)
    rest = [{name: text for name, text in _collected(folder, part, words).items() if name not in own} for part in parts]
    taken = [_taken(texts.values(), own) for texts in rest]
    shared = sorted({name for names in taken for name in names})
    yield _script(folder, own, classic=True, after=f"self.{_SHARED} = {{ {', '.join(shared)} }};\n")
    for texts, names in zip(rest, taken, strict=True):
        before = f"const {{ {', '.join(names)} }} = self.{_SHARED};\n" if names else ""
        yield _script(folder, texts, classic=True, before=before)


def _taken(texts: Iterable[str], given: Collection[str]) -> list[str]:
    """What modules import from those that are ``given``."""
    imports = [found for text in texts for found in _NAMES.findall(text)]
    return sorted({name for names, module in imports if module in given for name in names.replace(",", " ").split()})


def _script(folder: Path, parts: dict[str, str], *, classic: bool, before: str = "", after: str = "") -> str:
    names = [name for part in parts.values() for name in _DECLARED.findall(part)]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"declared in two modules of {folder.name}: {', '.join(sorted(twice))}")
    text = before + "".join(_IMPORT.sub("", part) for part in parts.values()) + after
    if classic:
        text = f"(() => {{\n{_EXPORT.sub('', text)}}})();"
    return str(jsmin(text)) + "\n"


def _collected(folder: Path, main: str, words: str) -> dict[str, str]:
    """The texts of ``main`` and of all that it imports, each after those that it imports itself."""
    parts: dict[str, str] = {}
    _collect(folder, main, words, parts)
    return parts


def _collect(folder: Path, name: str, words: str, parts: dict[str, str]) -> None:
    """Add the text of a module to ``parts``, after those that it imports."""
    if name in parts:
        return
    text = (folder / f"{words if name == 'words' else name}.js").read_text("utf-8")
    for imported in _IMPORT.findall(text):
        _collect(folder, imported, words, parts)
    parts[name] = text
