"""Searching items: what a query means, the terms they are found under, the snippet shown."""
