"""Side by side with the peers: ``python -m benchmarks`` prints the engine's and the app's table."""
