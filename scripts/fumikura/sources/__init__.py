"""A file or a URL -> a source."""
