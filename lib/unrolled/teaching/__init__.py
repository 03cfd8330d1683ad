"""Teaching: what is said about programs and lectures; imports recording and notation."""
