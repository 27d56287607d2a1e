"""My run: a file of a run, of mlpviz or of anyone's loop, to look at."""
