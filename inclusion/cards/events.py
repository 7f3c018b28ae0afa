"""What events show elsewhere."""
