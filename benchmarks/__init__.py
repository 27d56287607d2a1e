"""Side by side with the peers: ``python -m benchmarks`` prints tables of times and verdicts."""
