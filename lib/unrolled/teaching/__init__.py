"""Teaching: what is said about a program; imports recording and notation."""
