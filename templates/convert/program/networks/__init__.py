"""Networks of Keras, TensorFlow and PyTorch: models that take tensors."""
