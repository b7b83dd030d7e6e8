"""Customer keys that live with others: in a KMIP server, in a key management service."""
