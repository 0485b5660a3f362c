"""A change -> what a reviewer is told."""
