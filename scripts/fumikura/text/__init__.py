"""The text of a page, and the places of annotations in it. Pure."""
