"""The front page of an edition as one picture: set upright as a kawaraban, or as a broadsheet."""
