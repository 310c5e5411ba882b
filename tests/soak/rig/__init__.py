"""What the fault tests are built of: a real hub, publishers and subscribers, and what breaks them."""
