"""What follows from what is stated: rules, observers, and why."""
