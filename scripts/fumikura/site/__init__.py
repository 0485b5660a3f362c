"""The library -> what the pages of the site show."""
