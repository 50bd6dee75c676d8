"""Which of a day's editions is which, and whom each is for."""
