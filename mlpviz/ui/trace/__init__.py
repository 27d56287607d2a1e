"""The Trace page: every number of forward, loss, backward and update."""
