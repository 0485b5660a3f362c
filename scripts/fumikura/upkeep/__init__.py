"""Changes in many files at once."""
