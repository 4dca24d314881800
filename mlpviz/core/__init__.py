"""The domain: pure and immutable; knows no Qt, no TensorFlow and no files."""
