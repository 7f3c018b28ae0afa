"""What the network hands out as files: calendars, minutes, guides, posters, feeds."""
