"""How the process lives: start and stop, the minute's tick, the event loop, logs."""
