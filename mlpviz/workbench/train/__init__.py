"""What the Train page shows: one moment of the run, its views, earlier epochs, pinned runs."""
