"""Lip engines behind one protocol."""
