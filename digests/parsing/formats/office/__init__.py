"""Documents of word processors other than Word's own, to blocks."""
