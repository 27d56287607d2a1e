"""What is to be seen of a run at one moment: a table of views, each a chart of a ``Frame``."""
