"""The timeline: one painted widget, its pure geometry, and the gestures made on it."""
