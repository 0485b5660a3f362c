"""What is wrong with the files of an archive."""
