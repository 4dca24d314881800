"""Small reusable parts; each does one thing and knows nothing of networks."""
