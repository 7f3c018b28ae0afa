"""What apps and features register for one another, by theme, so that nothing is imported upwards."""
