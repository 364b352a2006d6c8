"""The networks and nothing else: patches, rope, attention, transformer, autoencoder, text encoder, weights."""
