"""What is written: files by one function, logs from a short list of fields."""

import ast

from tests.architecture.sources import SHIPPED, Module, called_name, modules

WRITERS = {
    "app/storage/atomic_write.py": "the one writer of whole files",
    "app/storage/vault.py": "keys are overwritten in place, which is how a person is deleted",
    "app/storage/key_custody.py": "a default key is overwritten in place when another takes over",
    "app/storage/shred.py": "what a terminal had is overwritten in place when it is nobody's any more",
    "app/storage/opening.py": "an empty lock file",
    "app/storage/restart_count.py": "one digit is overwritten in place, so that it counts on a disk that is full",
    "app/storage/database.py": "an empty file with its permissions, before SQLite opens it",
    "app/storage/event_file.py": "lines are added to a file of events, each batch synced",
    "app/storage/software/bundle.py": "a version is unpacked beside what starts, and named when it is synced",
    "app/gateway/update_fetcher.py": "a download grows where a cut left it, and is believed by its hash alone",
    "app/biometrics/landmarks.py": "the null device",
    "app/__main__.py": "the null device, when whoever read along has gone",
    "app/entrypoints/": "pages of the manual, and reports and pictures that a person asked for by command",
    "ui/console/add_user/wizard.py": "a new user's password, once, where the administrator asked for it",
    "ui/console/pages/usage.py": "a month's counts, where whoever exports them says",
    "ui/console/damage_form.py": "a report of damage, where the administrator asked for it",
    "ui/gallery.py": "pictures of screens, of invented people",
    "ui/console/gallery.py": "pictures of the console's pages, of invented people",
}
"""Who opens a file for writing, and why it may."""

WRITING_CALLS = {
    "write_text",
    "write_bytes",
    "imwrite",
    "imencode",
    "save",
    "savez",
    "savez_compressed",
    "tofile",
    "dump",
}
WRITING_FLAGS = {"O_WRONLY", "O_RDWR", "O_CREAT", "O_APPEND"}

MAY_BE_LOGGED = {
    "type(error).__name__",
    "self._thread.name",
    "self._flow.name",
    "self._state.value",
    "profile.name",
    "self.request_id",
    "error.fault.key",
    "asdict(told)",
    "fetched.value",
    "fault.value",
    "why",
}
"""What a log line may hold: names of parts, states, profiles and kinds of errors, the fields of the gateway's `Told`,
and why an identity provider failed, in words of ours. An error's text may hold anything."""

LOG_LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}


def writes(call: ast.Call) -> bool:
    name = called_name(call)
    if name in WRITING_CALLS:
        return True
    if name != "open":
        return False
    words = {node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute)}
    modes: list[object] = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
    modes += [k.value.value for k in call.keywords if k.arg == "mode" and isinstance(k.value, ast.Constant)]
    return bool(words & WRITING_FLAGS) or any(set(str(mode)) & set("wax+") and len(str(mode)) <= 3 for mode in modes)


def test_files_are_written_by_the_few_that_may() -> None:
    found = {module.path for module in modules(*SHIPPED) for call in module.calls() if writes(call)}
    assert {path for path in found if not path.startswith(tuple(WRITERS))} == set()


def logging_calls(module: Module) -> list[ast.Call]:
    return [
        call
        for call in module.calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in LOG_LEVELS
        and ast.unparse(call.func.value) in ("log", "logger", "logging", "self._log")
    ]


def leaves(argument: ast.expr) -> list[ast.expr]:
    """The values of a dictionary, or the argument itself. Its keys are literals, or it is one that is told whole."""
    if isinstance(argument, ast.Dict) and all(isinstance(key, ast.Constant) for key in argument.keys):
        return [leaf for value in argument.values for leaf in leaves(value)]
    return [argument]


def test_log_lines_hold_listed_fields_alone() -> None:
    strange = [
        f"{module.path}:{call.lineno}: {ast.unparse(argument)}"
        for module in modules(*SHIPPED)
        for call in logging_calls(module)
        for whole in (*call.args[1:], *(keyword.value for keyword in call.keywords))
        for argument in leaves(whole)
        if ast.unparse(argument) not in MAY_BE_LOGGED
    ]
    assert strange == []


def test_a_log_lines_own_words_are_fixed() -> None:
    built = [
        f"{module.path}:{call.lineno}"
        for module in modules(*SHIPPED)
        for call in logging_calls(module)
        if not isinstance(call.args[0], ast.Constant) or ast.unparse(call.func).endswith(".exception")
    ]
    assert built == []
