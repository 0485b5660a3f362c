"""The command ``fumikura``."""

from __future__ import annotations

from fumikura.commands import main

if __name__ == "__main__":
    main()
