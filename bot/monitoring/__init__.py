"""How the bot is: health, figures, alerts, and where they are served."""
