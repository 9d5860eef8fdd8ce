"""`make bench`: sizes, times, memory and retrieval figures, written into docs/benchmarks.md."""
