"""Training, meetings, one-to-ones and exams inside the shifts of a roster, where they cost the service least."""
