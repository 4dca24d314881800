"""Controls: they take a session and emit intents, and never see the document."""
