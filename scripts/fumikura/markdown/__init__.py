"""Markdown -> HTML that is safe, and what else has to be known of Markdown."""
