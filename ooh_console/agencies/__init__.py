"""Gateways to the agencies, one file a kind of interface."""
