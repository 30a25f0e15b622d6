"""The demonstration: accounts, members, figures and publications with their histories."""
