"""What the public site shows elsewhere, and the figures of the network itself that everybody may see."""
