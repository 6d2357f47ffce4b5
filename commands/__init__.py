"""The commands: options in, the other rooms' work, and what is shown and written."""
