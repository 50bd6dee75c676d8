"""Who works on editions, who is invited to, and what was done to them."""
