"""Where an archive is kept, and the ways to send something there."""
