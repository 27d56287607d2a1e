"""What a network answers to one input, why, and how often it is right: pure functions, no pages."""
