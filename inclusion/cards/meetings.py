"""What the rooms of meetings show elsewhere: their line in the navigation, what waits, what is due."""
