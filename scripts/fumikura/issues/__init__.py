"""Issues -> files of a pull request."""
