"""Cells: one step of a recurrent network, forward and back; imports arrays and checks."""
