"""A real PostgreSQL, a real broker and a real mailbox from Python wheels, for the demonstration and the tests.

Nothing here is used in production, where DATABASE_URL, REDIS_URL and EMAIL_HOST name real servers. The package
knows neither Django nor the models: it starts programs, waits until they answer, and stops what it started.
"""
