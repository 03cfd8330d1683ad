"""What is said about a program and about the lectures: captions, layouts, errata."""
