"""From a model's file to one estimator."""
