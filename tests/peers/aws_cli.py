"""The AWS CLI's own program, run by the interpreter of `.peers`, for many calls without a start for each.

    .peers/bin/python tests/peers/aws_cli.py < calls      # one {"operation": ..., "request": ...} a line

It answers a line a call: {"operation": ..., "code": 0, "said": ...}; the code is that of `aws one OPERATION`.
"""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout

from awscli.clidriver import create_clidriver
from botocore import xform_name


def main() -> None:
    driver = create_clidriver()
    for line in sys.stdin:
        call = json.loads(line)
        words = ["one", xform_name(call["operation"], "-"), "--cli-input-json", json.dumps(call["request"])]
        said = io.StringIO()
        with redirect_stdout(io.StringIO()), redirect_stderr(said):
            code = driver.main(words)
        print(json.dumps({"operation": call["operation"], "code": code, "said": said.getvalue()}), flush=True)


main()
