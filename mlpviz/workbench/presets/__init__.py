"""What the cards of the presets show: pictures, words, and small computations."""
