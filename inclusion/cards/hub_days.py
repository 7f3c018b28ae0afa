"""What hub days show elsewhere."""
