"""What funding loads into the demonstration networks."""
