"""XLIFF 1.2 out and in: translations worked on in other programs, taken back segment by segment."""
