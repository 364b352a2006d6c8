"""Engine: one file for each family of open-weights models: how a call becomes that pipeline's own arguments."""
