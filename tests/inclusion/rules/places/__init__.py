"""What the portal knows of the national standard of places."""
