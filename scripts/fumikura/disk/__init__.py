"""Files that appear as a whole or not at all, and what tells whether they have changed."""
