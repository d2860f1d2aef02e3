"""What people say on a session, a reading or a question, and who lets it stand."""
