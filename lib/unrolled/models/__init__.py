"""Models: what predicts, its loss and its writing; imports networks and below."""
