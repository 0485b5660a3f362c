"""Fumikura (文庫): annotated article archives as static sites."""

__version__ = "0.1.0"
