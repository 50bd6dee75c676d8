"""The Bot API's own rules, whatever is said: schema, limits, faults, updates, JSON."""
