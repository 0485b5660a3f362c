"""The MkDocs plugin: a thin adapter. What it needs it asks of ``site.py``, which knows no MkDocs.

Works with MkDocs 1.6 and Material 9.8, whose templates it takes as they are.
"""

from __future__ import annotations

import html
import logging
import posixpath
import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import get_relative_url, write_file

from fumikura.admin.admin_files import admin_files
from fumikura.checks.annotation_checks import duplicate_annotations
from fumikura.engine.left_out import ANNOTATE, RELOAD, LeftOut
from fumikura.engine.page_policies import PagePolicies, squeeze_theme
from fumikura.errors import ContentError, FumikuraError
from fumikura.exchange.to_w3c import DATA_LINK, DATA_NAME
from fumikura.forges.forges import find_forge
from fumikura.forges.form_files import gitlab_form, has_forms
from fumikura.forges.web_app import MANIFEST, manifest, with_manifest
from fumikura.history.article_log import sole_addition
from fumikura.history.earlier_texts import EarlierTexts
from fumikura.history.page_histories import PageHistories
from fumikura.library.archive import make_settings, site_address
from fumikura.library.docs_files import unsafe_files
from fumikura.library.library import link_target
from fumikura.library.library_files import read_library, read_page
from fumikura.markdown.hidden_links import HiddenLinks
from fumikura.markdown.rendering import Renderer
from fumikura.model.shapes import one_line
from fumikura.pictures.sizes import PictureSizes, Size
from fumikura.program import PACKAGE
from fumikura.settings import DEFAULT_HISTORY, DEFAULT_PER_PAGE, DEFAULT_RIGHTS, Settings
from fumikura.site.annotation_copies import annotation_copies
from fumikura.site.home_writing import PLACEHOLDER, HomeWriting, is_loopback
from fumikura.site.page_script import bundle
from fumikura.site.policy import with_policy
from fumikura.site.redirects import write_redirects
from fumikura.site.search import ADDRESS, LEFT_OUT_PAGE, PAGE, scripts, with_own_search, with_search_page
from fumikura.site.search_files import write_search
from fumikura.site.site import HISTORY, IndexPage, Sending, Site, history_address
from fumikura.site.sitemap import NAME as SITEMAP
from fumikura.site.sitemap import compressed, sitemap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page

    from fumikura.engine.engine_share import Probe, Share
    from fumikura.history.article_log import ArticleCommit
    from fumikura.library.library import Library

log = logging.getLogger("mkdocs.plugins.fumikura")

THEME = PACKAGE / "theme"
STYLE = "assets/fumikura/fumikura.css"
_SHOWN_META = ("title", "description", "lang")
"""What a page that people write may tell Material's templates, which escape nothing."""


class _Options(Config):  # type: ignore[no-untyped-call]  # MkDocs has no annotation there
    """The plugin's options in ``mkdocs.yml``; ``settings.py`` says what they mean."""

    rights = config_options.Type(str, default=DEFAULT_RIGHTS)
    per_page = config_options.Type(int, default=DEFAULT_PER_PAGE)
    history = config_options.Type(str, default=DEFAULT_HISTORY)
    admin = config_options.Type((bool, dict), default=False)


class FumikuraPlugin(BasePlugin[_Options]):  # type: ignore[no-untyped-call]
    """Makes an archive of a MkDocs site."""

    site: Site
    settings: Settings
    sending: Sending

    def __init__(self) -> None:
        super().__init__()
        self.at_home = False
        self._token = ""
        self._hidden: set[str] = set()
        self._files = Files([])
        self._sizes = PictureSizes()
        self._unsafe: set[Path] = set()
        self._index: dict[str, IndexPage] = {}
        self._policies = PagePolicies()
        self._meta: dict[str, dict[str, str]] = {}
        self._src = ""
        self._commits: dict[str, Sequence[ArticleCommit]] = {}
        self._sitemap = ""
        self.share: Share | None = None
        """What MkDocs is to make where ``fumikura build`` drives it; None: everything."""

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """``mkdocs serve`` is for reading at home: it shows everything. All else publishes."""
        self.at_home = command == "serve"
        self._token = secrets.token_urlsafe(24) if self.at_home else ""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the settings, put our styles and extension in."""
        root = Path(config.config_file_path).parent
        if config.theme.name != "material":
            raise PluginError(f"{config.config_file_path}: Fumikura's pages need `theme: {{name: material}}`")
        try:
            settings = make_settings(root, Path(config.docs_dir), str(config.theme["language"]), dict(self.config))
        except ContentError as error:
            raise PluginError(str(error)) from error
        self.settings = replace(settings, site_url=site_address(config.site_url))
        if self.share is not None:
            self.settings = replace(self.settings, docs=self.share.settings.docs)
        if str(THEME) not in config.theme.dirs:
            # After the archive's own templates (`custom_dir`), before Material's.
            config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
        if STYLE not in config.extra_css:
            config.extra_css.insert(0, STYLE)
            # Python-Markdown takes objects as well as names; MkDocs' annotation knows only names.
            config.markdown_extensions.append(HiddenLinks(self._is_hidden))  # type: ignore[arg-type]
        if PAGE not in config.extra_javascript:
            config.extra_javascript.append(PAGE)
        if self.at_home and RELOAD not in config.extra_javascript:
            config.extra_javascript.append(RELOAD)
        self._policies = PagePolicies()
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the library; take out what is not published, put in the index pages."""
        library = self.share.library if self.share else self._read_library(config)
        renderer = Renderer(config.markdown_extensions, config.mdx_configs)
        earlier = EarlierTexts(self.settings, renderer)
        self.sending = self._sending(config)
        self._histories = PageHistories(self.settings)
        self.site = Site(
            library, self.settings, self.at_home, renderer, self.sending, earlier.of, self._look, self._enter
        )
        self.site.histories_from(self._histories.objects)
        files = self.share.files(files, config) if self.share else files
        left_out = LeftOut(library, self._unsafe, self.at_home)
        self._files = files
        self._hidden = set()
        for file in list(files):
            if self.share and file.src_uri in self.share.probes:
                continue
            if left_out.has(file):
                files.remove(file)
                self._hidden.add(file.src_uri)
            elif file.src_uri.startswith(("articles/", "notes/")) and file.is_documentation_page():
                file.inclusion = InclusionLevel.NOT_IN_NAV
        for address, text in self._made_once(config):
            files.append(File.generated(config, address, content=text))
        self._index = {} if self.share else self._history_pages()
        for page in self.site.index_pages():
            src = f"{page.address}index.md"
            if self.share and page.address.count("/") > 1:
                continue
            self._index[src] = page
            # An empty page for MkDocs: its content comes when all articles have been rendered.
            file = File.generated(config, src, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            if page.address.count("/") == 1 and page.address != ADDRESS:
                file.inclusion = InclusionLevel.UNDEFINED
            files.append(file)
        for src in self._index.keys() - files.src_uris.keys():
            files.append(File.generated(config, src, content="", inclusion=InclusionLevel.NOT_IN_NAV))
        return files

    def _made_once(self, config: MkDocsConfig) -> Iterator[tuple[str, str]]:
        """Address and text of the files that every page shares."""
        language = self.settings.language
        yield f"{ANNOTATE}.js", bundle(THEME / ANNOTATE, "main", f"words_{language}")
        yield from scripts(THEME, language)
        if self.site.takes_shares:
            yield MANIFEST, manifest(str(config.site_name), language)

    def _history_pages(self) -> dict[str, IndexPage]:
        """The pages of histories, by their place below ``docs``."""
        self._commits = {
            entry.id: commits
            for entry in self.site.library.articles.values()
            if (commits := self._histories.commits(entry))
        }
        paged = [name for name, commits in self._commits.items() if sole_addition(commits) is None]
        entries = [self.site.library.articles[name] for name in paged]
        return {f"{history_address(entry)}index.md": self.site.history_page(entry) for entry in entries}

    def _read_library(self, config: MkDocsConfig) -> Library:
        """What the site shows. What is wrong with ``docs/`` becomes warnings."""
        everything = read_library(self.settings)
        unsafe = list(unsafe_files(self.settings.docs, self.settings.root, trusted(config)))
        for finding in dict.fromkeys((*everything.findings, *duplicate_annotations(everything), *unsafe)):
            log.warning("%s", finding)
        self._unsafe = {self.settings.root / finding.path for finding in unsafe}
        return everything if self.at_home else everything.published()

    def _sending(self, config: MkDocsConfig) -> Sending:
        docs = self.settings.docs
        folder = (
            docs.relative_to(self.settings.root).as_posix() if docs.is_relative_to(self.settings.root) else docs.name
        )
        forge = find_forge(config.repo_url, config.edit_uri, folder)
        # A server that other machines can reach shows its pages to them: none of these may write.
        token = self._token if is_loopback(str(config.dev_addr.host)) else ""
        if self.share and self.share.settings.at_home:
            token = PLACEHOLDER
        root, kind = self.settings.root, forge.kind if forge else None
        form = gitlab_form(root) if kind == "gitlab" else ""
        return Sending(forge.folder if forge else folder, forge, token, has_forms(root, kind), form)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Let the pages that are read at home write annotations."""
        pages = server.get_app() or server.serve_request
        server.set_app(HomeWriting(self.settings, self._token, server.server_address[1], pages))
        return server

    def _look(self, src: str) -> Size | None:
        """The size of a picture that the site has; see ``picture_markup.Look``."""
        file = self._files.get_file_from_path(src)
        if file is None or file.abs_src_path is None:
            raise FileNotFoundError(src)
        return self._sizes.of(Path(file.abs_src_path))

    def _enter(self, article: str) -> None:
        self._src = f"articles/{article}/index.md"

    def _is_hidden(self, link: str) -> bool:
        target = link_target(self._src, link)
        if target is None or self._files.get_file_from_path(target) is not None:
            return False
        if self.share:
            return self.share.places.is_hidden(target)
        names = {target, f"{target}.md", posixpath.join(target, "index.md")}
        return not names.isdisjoint(self._hidden)

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """The body alone: MkDocs reads front matter loosely and publishes a broken one as text."""
        self._src = page.file.src_uri
        if page.file.src_uri in self._index or self._probe(page):
            return ""
        shown = Path(page.file.abs_src_path or "").relative_to(self.settings.root).as_posix()
        try:
            front_matter, body = read_page(Path(page.file.abs_src_path or ""), shown)
        except ContentError as error:
            log.warning("%s", error)
            return ""
        self._meta[page.file.src_uri] = {
            key: html.escape(one_line(value))
            for key in _SHOWN_META
            if isinstance(value := front_matter.values.get(key), str)
        }
        return body

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Tell the theme what a page is, with every value escaped."""
        src = page.file.src_uri
        index = self._index.get(src)
        meta: dict[str, Any] = dict(self._meta.get(src, {}))
        if index is not None:
            meta = {"title": html.escape(index.title)}
        if probe := self._probe(page):
            meta = dict(probe.meta)
        if index is not None or self._entry(src) is not None or page.is_homepage or probe:
            meta["hide"] = ["navigation", "toc"]
        page.meta = {**meta, **LEFT_OUT_PAGE}
        page.edit_url = None if index is not None or (probe and probe.is_index) else page.edit_url
        return markdown

    def _probe(self, page: Page) -> Probe | None:
        return self.share.probes.get(page.file.src_uri) if self.share else None

    def _is_history(self, src: str) -> bool:
        return src in self._index and self._index[src].template == HISTORY

    def _entry(self, src: str) -> Any:
        kind, _, rest = src.partition("/")
        if kind == "articles":
            return self.site.library.articles.get(rest.removesuffix("/index.md"))
        if kind == "notes":
            return self.site.library.notes.get(rest.removesuffix(".md"))
        return None

    @event_priority(-100)
    def on_page_content(self, content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Sanitise, mark and frame. Runs last, so that nothing another plugin adds escapes the sanitiser."""
        entry = self._entry(page.file.src_uri)
        if page.file.src_uri in self._index or page.is_homepage or self._probe(page):
            return content
        if entry is None:
            content = self.site.safe(content, page.url if page.url.endswith("/") else posixpath.dirname(page.url))
            self.site.page(page.url, html.unescape(str(page.title or "")), content)
            return content
        page.toc = _contents()
        if entry.kind == "note":
            return self.site.note(entry, content, page.edit_url)
        inside = self.site.article(entry, content, page.edit_url, commits=self._commits.get(entry.id, ()))
        for finding in self.site.findings:
            log.warning("%s", finding)
        self.site.findings.clear()
        return inside

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Fill the pages that show beginnings of articles, now that all articles have been rendered."""
        squeeze_theme(env, config)
        for file in files.documentation_pages():
            page = file.page
            if page is None:
                continue
            if self.share and self.share.fill(page, file.src_uri in self._index):
                page.toc = _contents()
            elif file.src_uri in self._index:
                page.content = self.site.index(self._index[file.src_uri])
                page.toc = _contents()
            elif page.is_homepage:
                page.content = self.site.home(page.content or "")
                page.toc = _contents()
        return env

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Add the policy, and keep full copies of others' texts out of search engines."""
        output = with_own_search(
            with_policy(output, self._policies.of(output, get_relative_url(".", page.url), config))
        )
        output = with_search_page(output, get_relative_url(ADDRESS, page.url), self.site.strings)
        if self.site.takes_shares:
            output = with_manifest(output, get_relative_url(MANIFEST, page.url))
        entry = self._entry(page.file.src_uri)
        if self._is_history(page.file.src_uri) or (
            entry is not None and entry.kind == "article" and not self.site.is_indexable(entry)
        ):
            output = output.replace("</head>", '<meta name="robots" content="noindex"></head>', 1)
        if entry is not None and entry.address in self.site.data:
            output = output.replace("</head>", f"{DATA_LINK}</head>", 1)
        return "" if self.share and self.share.keeps(page, output) else output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """The annotations of each page beside it: as data, and as their files, for their writers to change. Then the
        search index."""
        if self.share:
            self.share.documents = self.site.documents
            return
        self._histories.objects.close()
        for entry in self.site.library.articles.values():
            for name, data in annotation_copies(entry, self.settings, at_home=self.at_home).items():
                write_file(data, str(Path(config.site_dir, name)))
        for address, text in self.site.data.items():
            write_file(text.encode("utf-8"), str(Path(config.site_dir, address, DATA_NAME)))
        if self._sitemap:
            Path(config.site_dir, f"{SITEMAP}.gz").write_bytes(compressed(self._sitemap))
        write_redirects(self.site.library, self.settings, Path(config.site_dir))
        for name, data in self._admin().items():
            write_file(data, str(Path(config.site_dir, name)))
        write_search(self.site.found(), Path(config.site_dir))

    def _admin(self) -> dict[str, bytes]:
        try:
            return admin_files(self.settings, self.sending)
        except FumikuraError as error:
            raise PluginError(str(error)) from error

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """The error page gets the policy too, and the map of the site no date of the build."""
        if template_name == SITEMAP and not _is_overridden(SITEMAP, config):
            if self.share:
                return ""
            listed = (file for file in self._files.documentation_pages() if not self._is_history(file.src_uri))
            urls = [file.page.url for file in listed if file.page is not None]
            self._sitemap = sitemap(urls, config.site_url)
            return self._sitemap
        if not template_name.endswith(".html"):
            return output_content
        root = urlsplit(config.site_url or "/").path
        output = with_own_search(with_policy(output_content, self._policies.of(output_content, root, config)))
        return with_search_page(output, posixpath.join(root, ADDRESS), self.site.strings)


def trusted(config: MkDocsConfig) -> frozenset[str]:
    """Scripts that the archive's own settings name."""
    return frozenset(str(script) for script in config.extra_javascript)


def _is_overridden(template: str, config: MkDocsConfig) -> bool:
    """Whether the archive has a template of its own in the place of the theme's."""
    own = config.theme.custom_dir
    return bool(own) and Path(str(own), template).exists()


def _contents() -> TableOfContents:
    """What the theme skips to: the page. It would also write a table of contents that these pages hide."""
    return TableOfContents([AnchorLink("", "fk-page", 1)])
