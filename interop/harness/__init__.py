"""What scripts/interop is made of: subjects, runs of the suite over them, and the pages."""
