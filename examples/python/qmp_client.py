"""The runtime of the generated bindings: a QMP connection, and values as dataclasses."""

import base64
import collections
import dataclasses
import json
import socket
import typing


class Null:
    """JSON's null. None is an argument that is absent."""


null = Null()


class CommandError(Exception):
    """The server replied with an error."""


class Client:
    """A connection to the QMP socket of a machine. Not for use by several threads."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path)
        self._lines = self._socket.makefile("r", encoding="utf-8")
        self._events = collections.deque()
        self._id = 0
        self._receive()
        self.call("qmp_capabilities", {})

    def close(self):
        self._lines.close()
        self._socket.close()

    def call(self, command, arguments, *, returns="None", scope=None, timeout=30.0):
        """Executes a command. Raises CommandError, or TimeoutError, after which the connection cannot be used."""
        self._id += 1
        request = {"execute": command, "arguments": encode(arguments), "id": self._id}
        self._socket.settimeout(timeout)
        self._socket.sendall(json.dumps(request).encode())
        while True:
            message = self._receive()
            if "event" in message:
                self._events.append(message)
            elif message.get("id") == self._id and "error" in message:
                raise CommandError(f"{command}: {message['error']['desc']}")
            elif message.get("id") == self._id:
                return None if returns == "None" else decode(resolve(returns, scope), message["return"])

    def next_event(self, timeout=None):
        """Returns the next event as a message."""
        self._socket.settimeout(timeout)
        while not self._events:
            message = self._receive()
            if "event" in message:
                self._events.append(message)
        return self._events.popleft()

    def _receive(self):
        line = self._lines.readline()
        if line == "":
            raise ConnectionError("the server closed the connection")
        return json.loads(line)


def encode(value):
    if isinstance(value, Null):
        return None
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, list):
        return [encode(item) for item in value]
    if dataclasses.is_dataclass(value):
        value = {each.metadata["name"]: getattr(value, each.name) for each in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {name: encode(item) for name, item in value.items() if item is not None}
    return value


def decode(hint, value):
    """Converts JSON to the type of a hint. Values that a newer server adds are unchanged; such members are omitted."""
    options = typing.get_args(hint) if typing.get_origin(hint) is typing.Union else (hint,)
    if value is None:
        return null
    if isinstance(value, list):
        items = [typing.get_args(each)[0] for each in options if typing.get_origin(each) is list]
        return [decode(items[0], item) for item in value] if items else value
    if isinstance(value, str) and bytes in options:
        return base64.b64decode(value)
    if isinstance(value, dict):
        classes = [each for each in options if dataclasses.is_dataclass(each) and matches(each, value)]
        return decode_object(classes[0], value) if classes else value
    return value


def matches(cls, value):
    """Whether the discriminators of an object are those of a class."""
    tags = [each for each in dataclasses.fields(cls) if isinstance(each.default, str)]
    return all(value.get(each.metadata["name"]) == each.default for each in tags)


def decode_object(cls, value):
    known = {each.name: each.metadata["name"] for each in dataclasses.fields(cls)}
    hints = typing.get_type_hints(cls)
    return cls(**{name: decode(hints[name], value[wire]) for name, wire in known.items() if wire in value})


def decode_event(message, classes, scope):
    name = message["event"]
    data = message.get("data", {})
    return name, decode(resolve(classes[name], scope), data) if name in classes else data


def resolve(text, scope):
    """Returns the type that a text names in the generated module."""
    holder = type("Holder", (), {"__annotations__": {"type": text}})
    return typing.get_type_hints(holder, scope)["type"]
