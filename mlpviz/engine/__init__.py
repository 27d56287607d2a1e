"""What a neural network is: NumPy only, every derivative by hand."""
