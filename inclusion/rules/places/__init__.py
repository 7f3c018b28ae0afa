"""The national standard of places of digital inclusion, and how what files say is brought to it: pure functions."""
