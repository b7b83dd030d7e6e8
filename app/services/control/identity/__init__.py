"""People and authority: who may do what, who is who, and the operations that change either.

Start at `authority.py` (may this caller do that?) and `authentication.py` (whose is this key?).
"""
