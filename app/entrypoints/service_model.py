"""`thenar service-model`: what the AWS CLI and boto3 need to know to be clients of ours.

thenar service-model ~/thenar-model
AWS_DATA_PATH=~/thenar-model aws one list-sites --endpoint-url https://localhost:8443
"""

import argparse
from pathlib import Path

from app.documentation.operations import model_pages
from app.domain.faults import Fault, FaultError
from app.operations.registry import OPERATIONS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="made when it is missing; name it in AWS_DATA_PATH")


def main(options: argparse.Namespace) -> int:
    for page in model_pages(OPERATIONS.values()):
        path = options.folder.joinpath(*Path(page.folder).parts[1:], page.name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page.text, "utf-8")
        except OSError as error:
            raise FaultError(Fault.SETTINGS_INVALID, f"{options.folder}: cannot be written") from error
        print(f"wrote {path}")
    return 0
