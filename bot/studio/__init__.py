"""The web studio and the REST API: clips one at a time, in batches and by name, in the browser."""
