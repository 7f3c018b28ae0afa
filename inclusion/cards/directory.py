"""What the directory shows elsewhere."""
