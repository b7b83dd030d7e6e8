"""The types of things that policies name, with the form of their ARNs.

Source: the guide, "Resource types", and the public service authorization reference for `user`.

>>> ResourceType.CONFIGURATION.arn
'arn:${Partition}:one:${Region}:${Account}:device-instance/${DeviceInstanceId}/configuration/${Version}'
"""

from enum import Enum


class ResourceType(Enum):
    DEVICE_INSTANCE = "device-instance", "device-instance/${DeviceInstanceId}", True
    CONFIGURATION = "configuration", "device-instance/${DeviceInstanceId}/configuration/${Version}", False
    TEMPLATE = "device-configuration-template", "device-configuration-template/${TemplateId}", True
    SITE = "site", "site/${SiteId}", True
    USER = "user", "user/${UserId}", False

    def __init__(self, word: str, path: str, tagged: bool) -> None:
        self.word = word
        self.path = path
        self.tagged = tagged
        """Whether it carries tags, which policies ask for as `aws:ResourceTag/...`."""

    @property
    def arn(self) -> str:
        return "arn:${Partition}:one:${Region}:${Account}:" + self.path
