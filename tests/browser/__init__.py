"""What a reader sees: tests that drive Debian's Chromium against built sites, and what they share."""
