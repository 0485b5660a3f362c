"""The history in git -> earlier texts, and the history page of each article."""
