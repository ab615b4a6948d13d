// Filled in by Terminal.
