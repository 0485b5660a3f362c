"""Sources -> pages under ``docs/``: ``fumikura add`` and ``fumikura verify``."""
