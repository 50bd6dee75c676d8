"""What every part that knows languages shares: words, sentences, dates, numerals, characters."""
