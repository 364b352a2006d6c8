"""Request to events: plan, memory, schedule, sampler, its thread and the take journal. Knows the model only."""
