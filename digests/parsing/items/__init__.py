"""One item out of its blocks: opening, dateline, outlet, body."""
