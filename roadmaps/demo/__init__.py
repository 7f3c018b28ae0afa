"""What roadmaps load into the demonstration networks."""
