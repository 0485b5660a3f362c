"""Annotations in and out: other tools' files -> annotations, and annotations -> files that other tools read."""
