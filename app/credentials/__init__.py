"""How somebody shows who he is: passwords, codes, passkeys, keys and tokens. Pure: the caller brings the time.

Nothing here stores, logs or compares a secret byte by byte. Start at `passwords.py` and `temporary.py`.
"""
