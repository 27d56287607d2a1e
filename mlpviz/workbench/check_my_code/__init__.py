"""What the Check my code page reads, computes and keeps: ``CheckMyCode``."""
