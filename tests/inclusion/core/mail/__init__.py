"""E-mails: what mail servers send back."""
