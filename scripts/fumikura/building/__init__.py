"""A build: what is stale is made, all else is left alone."""
