"""A new archive."""
