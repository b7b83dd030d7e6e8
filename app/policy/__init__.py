"""IAM policy documents: parse once, decide, name the deciding statement. Pure.

Start at `grammar.parse_policy`, then `decision.decide`. Nothing here reads a file, a clock or a network, and nothing
imports more than the domain.
"""
