"""What roadmaps put on paper, by noun."""
