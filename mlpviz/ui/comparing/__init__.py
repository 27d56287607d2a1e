"""The Compare page's parts: the race, and what is chosen for it."""
