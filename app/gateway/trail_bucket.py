"""The audit's files in a bucket of Amazon S3, or of what speaks its language. A digest's signature is its metadata,
where `aws cloudtrail validate-logs` looks for it.

Implements `app.ports.control.trail_files.TrailPlace`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, cast

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from app.domain.faults import Fault, FaultError
from app.ports.control.trail_files import StoredFile


class _Body(Protocol):
    def read(self) -> bytes: ...


class _Bucket(Protocol):
    def put_object(self, **parameters: object) -> object: ...
    def get_object(self, **parameters: object) -> Mapping[str, object]: ...
    def list_objects_v2(self, **parameters: object) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class TrailBucket:
    bucket: str
    region: str | None = None
    """As the environment says, unless it is said here; so are credentials and the endpoint."""
    endpoint: str | None = None

    def put(self, key: str, file: StoredFile) -> None:
        with _translated():
            self._client().put_object(
                Bucket=self.bucket,
                Key=key,
                Body=file.content,
                Metadata=dict(file.labels),
                ContentType="application/json",
                ContentEncoding="gzip",
            )

    def get(self, key: str) -> StoredFile | None:
        with _translated():
            try:
                found = self._client().get_object(Bucket=self.bucket, Key=key)
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") == "NoSuchKey":
                    return None
                raise
            return StoredFile(cast(_Body, found["Body"]).read(), cast(Mapping[str, str], found["Metadata"]))

    def keys(self, prefix: str) -> Sequence[str]:
        client, keys, more = self._client(), list[str](), dict[str, object]()
        with _translated():
            while True:
                page = client.list_objects_v2(Bucket=self.bucket, Prefix=prefix, **more)
                keys += [str(each["Key"]) for each in cast(Sequence[Mapping[str, str]], page.get("Contents", ()))]
                if not page.get("IsTruncated"):
                    return sorted(keys)
                more = {"ContinuationToken": page["NextContinuationToken"]}

    def _client(self) -> _Bucket:
        return cast(_Bucket, boto3.Session().client("s3", region_name=self.region, endpoint_url=self.endpoint))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise FaultError(Fault.STORE_UNREADABLE, "the bucket of the audit's files") from error
