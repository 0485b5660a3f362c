"""What picture files are, tell, and lose."""
