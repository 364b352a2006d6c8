"""Engine: the kinds of model a request can run on, and everything between a folder of weights and its first frame."""
