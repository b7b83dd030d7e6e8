"""The wizard that adds somebody who signs in: details, permissions, review, the password that is shown once."""
