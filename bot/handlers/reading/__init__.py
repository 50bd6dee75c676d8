"""What readers do: they browse, search, and say what they want in their own words."""
