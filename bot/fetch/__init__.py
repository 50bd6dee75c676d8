"""Getting what a link names from the public web, within limits, and nothing from elsewhere."""
