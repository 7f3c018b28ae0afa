"""What funding offers to the pages of the network: navigation entries, things to do, figures."""
