"""What is known of a device instance, in words and chips."""

from app.domain.device_instances import InstanceState
from app.operations.instances import ConnectivityWord, DeviceStatus, HealthWord, InstanceDetail
from ui.console.chips import Chip, Tone
from ui.console.speech import Speech

_TONES = {
    InstanceState.NEEDS_CONFIGURATION: Tone.CARE,
    InstanceState.READY_FOR_ACTIVATION: Tone.PLAIN,
    InstanceState.ACTIVE: Tone.GOOD,
}


def state_chip(speech: Speech, state: InstanceState) -> Chip:
    return Chip(speech.say(f"devices.state.{state.value.lower()}"), _TONES.get(state, Tone.CARE))


def status_chip(speech: Speech, state: InstanceState, status: DeviceStatus | None) -> Chip:
    """Of an active device: whether it is connected and well, else what state it is in."""
    if state is not InstanceState.ACTIVE or status is None:
        return state_chip(speech, state)
    if status.locks:
        return Chip(speech.say("devices.locked"), Tone.BAD)
    if status.connectivity is ConnectivityWord.DISCONNECTED:
        return Chip(speech.say("devices.offline"), Tone.BAD)
    if status.health is HealthWord.CRITICAL:
        return Chip(speech.say("devices.critical"), Tone.BAD)
    return Chip(speech.say("devices.online"), Tone.GOOD)


def instance_facts(speech: Speech, detail: InstanceDetail, site: str) -> list[tuple[str, str]]:
    say = speech.say
    mode = detail.operation_mode
    tags = "\n".join(f"{key} = {value}" for key, value in detail.tags.items())
    newest = "" if detail.configuration_version is None else speech.count(detail.configuration_version)
    return [
        (say("devices.fact.state"), state_chip(speech, detail.state).word),
        *_status(speech, detail.status),
        (say("devices.fact.mode"), say(f"configuration.mode.{mode.value.lower()}") if mode else ""),
        (say("devices.fact.site"), site),
        (say("devices.fact.version"), newest),
        (say("devices.fact.asset"), detail.asset_tag_id or ""),
        (say("devices.fact.activated"), _moment(speech, detail.activated_at_in_millis)),
        (say("devices.fact.created"), speech.millis(detail.created_at_in_millis)),
        (say("tags.name"), tags),
        (say("devices.fact.arn"), detail.device_instance_arn),
    ]


def _status(speech: Speech, status: DeviceStatus | None) -> list[tuple[str, str]]:
    if status is None:
        return []
    say = speech.say
    in_force = "" if status.configuration_version is None else speech.count(status.configuration_version)
    refused, power, kbps = status.refused_configuration, status.power_source, status.bandwidth_kbps
    return [
        (say("devices.fact.connectivity"), say(f"devices.connectivity.{status.connectivity.value.lower()}")),
        (say("devices.fact.health"), say(f"devices.health.{status.health.value.lower()}") if status.health else ""),
        (say("devices.fact.failing"), "\n".join(speech.check(check) for check in status.failing_checks)),
        (say("devices.fact.power"), say(f"devices.power.{power.value.lower()}") if power else ""),
        (
            say("devices.fact.bandwidth"),
            "" if kbps is None else say("devices.bandwidth", mbps=speech.digits(kbps / 1000)),
        ),
        (say("devices.fact.seen"), _moment(speech, status.last_seen_at_in_millis)),
        (say("devices.fact.software"), status.software_version or ""),
        (say("devices.fact.in_force"), in_force),
        (say("devices.fact.refused"), speech.unfit(refused) if refused else ""),
    ]


def _moment(speech: Speech, at: int | None) -> str:
    return "" if at is None else speech.millis(at)
