"""The machine by systemd: logind starts it again, timedated knows of its clock, the supervisor hears of life."""
