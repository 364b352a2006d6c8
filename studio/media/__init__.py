"""Moving pictures in and out through PyAV. Knows the document, nothing of Qt or torch."""
