"""The presets on the page: their cards, what they say, and what a click on them does."""
