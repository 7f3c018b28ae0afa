"""What funding puts on paper and into e-mails, by noun."""
