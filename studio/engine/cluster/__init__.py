"""Engine: shots made by other machines: a Ray cluster the person already has. `ray` is imported when one is named."""
