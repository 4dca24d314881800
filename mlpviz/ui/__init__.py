"""The window; knows the document through intents, never the engines."""
