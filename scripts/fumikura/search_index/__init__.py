"""The search index of a site: built here, read by ``theme/assets/fumikura/search/``. The format is written down in
``docs/guide/search-format.md``."""
