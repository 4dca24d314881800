"""Set-up of the whole test run; the fixtures for all tests are in tests/support."""

from hypothesis import HealthCheck, settings

from tests.support import environment

# Before a plug-in or a test imports Qt, NumPy or TensorFlow.
environment.prepare()

pytest_plugins = ["tests.support.guards", "tests.support.windows"]

settings.register_profile(
    "repeatable",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("repeatable")
