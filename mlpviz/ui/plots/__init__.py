"""Drawings: they show what they are given and never compute results."""
