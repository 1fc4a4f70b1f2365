"""Scripted agencies and nights to practise with."""
