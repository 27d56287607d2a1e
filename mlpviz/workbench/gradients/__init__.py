"""What the Gradients page computes and keeps: ``Gradients``."""
