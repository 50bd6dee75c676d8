"""What happens when people type, press, post and join."""
