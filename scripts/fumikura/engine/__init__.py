"""What knows MkDocs, and what it writes around a page."""
