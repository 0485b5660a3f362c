"""What the site knows of its search engine. The only place that knows which one it is: Material's search plugin."""

from __future__ import annotations

LEAVE_OUT = 'data-search-exclude="1"'
"""An attribute of HTML that is not to be found: navigation, provenance. Material's reader tells elements by their name
alone: an element with it must contain no other of its name, and no heading with an id."""

LEFT_OUT_PAGE = {"search": {"exclude": True}}
"""What an index page and the home page say of themselves: they only repeat what other pages say."""

BOX_ID = "__search"
"""Id of the check box that opens the search box: a ``<label for>`` works without a script."""
