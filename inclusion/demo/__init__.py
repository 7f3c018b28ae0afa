"""The six demonstration networks: plain data, one module a network, and what turns it into rows."""
