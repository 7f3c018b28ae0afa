"""What registrations show elsewhere."""
