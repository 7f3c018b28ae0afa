"""What the newsletter shows elsewhere, and what the network itself has to tell."""
