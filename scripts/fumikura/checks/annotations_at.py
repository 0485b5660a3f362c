"""The annotations of some articles as they stand in the working tree, and as they stood in a commit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fumikura.checks.annotation_changes import Standing
from fumikura.history.earlier_texts import body_of
from fumikura.markdown.sanitise import sanitise
from fumikura.model.annotations import ANNOTATION_ID, Annotation, parse_annotation
from fumikura.text.canonical import CanonicalText, canonical_text
from fumikura.text.threads import anchor_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fumikura.git.repository import Git
    from fumikura.history.earlier_texts import EarlierTexts
    from fumikura.markdown.rendering import Renderer


def standing(
    path: str, annotations: Iterable[Annotation], canonical: CanonicalText, texts: EarlierTexts
) -> Iterator[tuple[str, Standing]]:
    """Where each annotation with a quote stands in this text of the article at ``path``, by its id."""
    quoting = [annotation for annotation in annotations if annotation.header.quote]
    earlier = texts.of(path, quoting, canonical)
    text_hash = canonical.hash
    for annotation in quoting:
        anchor = anchor_of(annotation, canonical, text_hash, earlier)
        words = None if anchor.start is None else canonical.text[anchor.start : anchor.end]
        yield annotation.id, Standing(annotation, anchor, words)


def standing_at(
    git: Git, commit: str, folders: Iterable[str], renderer: Renderer, texts: EarlierTexts
) -> Mapping[str, Standing]:
    """The same for the articles in ``folders`` as ``commit`` has them. What could not be read then had no place."""
    names = git.tree(commit, folders)
    contents = dict(zip(names, git.read(list(names.values())), strict=True))
    pages: dict[str, CanonicalText] = {}
    annotations: dict[str, list[Annotation]] = defaultdict(list)
    for path, raw in contents.items():
        folder, _, name = path.rpartition("/")
        if name == "index.md":
            body = body_of(raw, path)
            if body is not None:
                pages[folder] = canonical_text(sanitise(renderer.html(body)))
        elif folder.endswith("/annotations") and ANNOTATION_ID.fullmatch(name.removesuffix(".md")):
            annotation = _annotation(raw, path)
            if annotation is not None:
                annotations[folder.removesuffix("/annotations")].append(annotation)
    return {
        key: found
        for folder, canonical in pages.items()
        for key, found in standing(f"{folder}/index.md", annotations[folder], canonical, texts)
    }


def _annotation(raw: bytes, path: str) -> Annotation | None:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    folder, _, name = path.removesuffix(".md").rpartition("/annotations/")
    return parse_annotation(text, folder.rpartition("/")[2], name, path)[0]
