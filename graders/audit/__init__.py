"""The audit. `messages` lists every sentence that a student may read."""
