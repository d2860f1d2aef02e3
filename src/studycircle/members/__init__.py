"""Who hears from a group by mail and comes to its sessions: people without an account, what they answer, their mail."""
