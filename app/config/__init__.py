"""Settings, texts and documents as data, loaded once."""
