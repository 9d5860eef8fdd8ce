"""Checks that need the originals and benchmarks beside the repository; they run in continuous integration."""
