"""Pages for an installer's phone: sign in, choose site and device instance, get the activation code."""
