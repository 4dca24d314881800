"""Training; knows no Qt, and TensorFlow only in the `keras_*` modules."""
