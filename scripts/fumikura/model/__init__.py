"""The shared model: what stands in the files, and what every importer gives. Knows no disk."""
