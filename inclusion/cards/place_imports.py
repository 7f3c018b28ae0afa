"""Where the work on files of places leads."""
