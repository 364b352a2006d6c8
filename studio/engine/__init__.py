"""Request to events: plan, memory, schedule, sample, decode, the sampler thread, the take journal. Knows the model only."""
