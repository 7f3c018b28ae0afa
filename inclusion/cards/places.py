"""What the guide shows elsewhere."""
