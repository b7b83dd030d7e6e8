"""Event patterns, as in Amazon EventBridge: which events a rule wants. Pure.

Start at `compiler.compile_pattern`, then `matching.matches`.
"""
