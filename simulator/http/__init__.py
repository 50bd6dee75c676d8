"""How the simulator is reached: the Bot API, the control API and webhooks, over HTTP."""
