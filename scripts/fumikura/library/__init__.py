"""``docs/`` -> the library."""
