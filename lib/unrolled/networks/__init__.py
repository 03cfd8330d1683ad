"""Networks: the loops over time, layers and directions; imports cells, text and below."""
