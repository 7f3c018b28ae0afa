"""What the public guide shows elsewhere."""
