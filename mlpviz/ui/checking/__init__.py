"""What the Gradients page computes and keeps: ``Checking``; nothing but its controls draws."""
