"""Links to a run: short readable text that means the same for good, whatever defaults become."""
