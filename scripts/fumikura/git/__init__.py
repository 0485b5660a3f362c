"""What git knows of an archive, and commits beside the working tree."""
