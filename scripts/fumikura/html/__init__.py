"""A page's HTML -> where its article is, what it says of itself, and its Markdown.

``extract.py`` finds the article and its facts (``locate.py``, ``metadata.py``); ``to_markdown.py`` writes it.
"""
