"""The methods of the Bot API, a family to a module; `table` names them all."""
