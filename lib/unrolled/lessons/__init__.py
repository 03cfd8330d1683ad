"""Lessons: the lectures' examples, and what pages replay; imports all but widgets."""
