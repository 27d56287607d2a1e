"""Taking a run away: weights, history, scripts, notebooks."""
