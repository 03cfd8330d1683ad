"""Text: letters, words, documents, and the streams they make; imports arrays and checks."""
