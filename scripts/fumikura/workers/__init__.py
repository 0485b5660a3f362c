"""One function over many items: on all cores, on a cluster."""
