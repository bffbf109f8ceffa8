"""Generates Python bindings from a model: python3 generate.py MODEL.json OUT.py

The model is what `qapi-ts export` writes; docs/model.md describes it. The output uses qmp_client.py.
"""

import json
import keyword
import re
import sys
import textwrap

BUILTINS = {"str": "str", "bool": "bool", "number": "float", "null": "rt.Null", "any": "t.Any", "QType": "str"}

HEADER = '''
from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

import qmp_client as rt
'''


def identifier(name):
    """Returns a Python name. Names of QAPI that differ also differ in C, so that no two become equal."""
    plain = re.sub(r"\W", "_", name, flags=re.ASCII)
    plain = f"_{plain}" if plain[:1].isdigit() else plain
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def pascal(name):
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"\W|_", name, flags=re.ASCII))


def docstring(text, indent):
    """Text of a schema is data: it must not end the literal."""
    lines = textwrap.indent(text.replace("\\", "\\\\").replace('"', '\\"'), indent).strip()
    return [f'{indent}"""{lines}"""'] if lines else []


def is_optional(member):
    """A member with a condition is missing in builds that do not meet it."""
    return member.get("optional", False) or "condition" in member


class Generator:
    def __init__(self, model):
        self.model = model
        self.definitions = {each["name"]: each for each in model["definitions"]}
        self.events = {}
        self.lines = []

    def run(self):
        server = self.model.get("server", {"name": "a schema", "version": "without a version"})
        self.lines += docstring(f"Generated from a model of {server['name']} {server['version']}. Do not edit.", "")
        self.lines += HEADER.split("\n")
        for definition in self.model["definitions"]:
            # An accessor subscribes to an event, and this client receives all of them.
            if definition["kind"] != "accessor":
                getattr(self, definition["kind"])(definition)
        self.lines += ["", f"EVENTS = {self.events!r}", "", "", "def read_event(message):"]
        self.lines += ["    return rt.decode_event(message, EVENTS, globals())"]
        return "\n".join(self.lines) + "\n"

    def type(self, entry):
        if isinstance(entry, list):
            return f"list[{self.type(entry[0])}]"
        # The other built-in types are integers of different sizes.
        return identifier(entry) if entry in self.definitions else BUILTINS.get(entry, "int")

    def member_type(self, member):
        kind = "bytes" if member.get("base64") else self.type(member["type"])
        return f"t.Optional[{kind}]" if is_optional(member) else kind

    def members(self, owner, entry):
        """The members of a list, or those of a struct, or the common ones of a union, each with its description."""
        if isinstance(entry, str):
            owner = self.definitions[entry]
            inherited = self.members(owner, owner["base"]) if "base" in owner else []
            return inherited + self.members(owner, owner.get("members", []))
        items = owner.get("documentation", {}).get("members", [])
        texts = {item["name"]: item.get("text", "") for item in items}
        return [{**member, "text": texts.get(member["name"], "")} for member in entry]

    def variants(self, name):
        """The forms of an object: for each the values of its discriminators, and its other members."""
        definition = self.definitions[name]
        common = self.members(definition, name)
        if definition["kind"] == "struct":
            yield {}, common
            return
        tag = definition["discriminator"]
        common = [member for member in common if member["name"] != tag]
        branches = {branch["name"]: branch["type"] for branch in definition["branches"]}
        [enum] = [each["type"] for each in self.members(definition, name) if each["name"] == tag]
        for value in self.definitions.get(enum, {"values": definition["branches"]})["values"]:
            branch = branches.get(value["name"])
            for tags, members in self.variants(branch) if branch else [({}, [])]:
                yield {tag: value["name"], **tags}, common + members

    def enum(self, definition):
        values = ", ".join(repr(value["name"]) for value in definition["values"])
        self.lines += ["", f"{identifier(definition['name'])} = t.Literal[{values or None}]"]

    def struct(self, definition):
        [(_, members)] = self.variants(definition["name"])
        self.dataclass(identifier(definition["name"]), definition, {}, members)

    def union(self, definition):
        names = []
        for tags, members in self.variants(definition["name"]):
            names.append(identifier(definition["name"] + "".join(map(pascal, tags.values()))))
            self.dataclass(names[-1], definition, tags, members)
        self.choice(identifier(definition["name"]), names)

    def alternate(self, definition):
        self.choice(identifier(definition["name"]), [self.type(each["type"]) for each in definition["alternatives"]])

    def choice(self, name, types):
        # The types are text, because they may be defined below.
        self.lines += ["", "", f"{name} = t.Union[{', '.join(map(repr, types)) or None}]"]

    def dataclass(self, name, definition, tags, members):
        self.lines += ["", "", "@dataclass(kw_only=True)", f"class {name}:"]
        self.lines += docstring(self.description(definition), "    ")
        for tag, value in tags.items():
            named = f"metadata={{'name': {tag!r}}}"
            self.lines.append(f"    {identifier(tag)}: t.Literal[{value!r}] = field(default={value!r}, {named})")
        for member in members:
            default = "default=None, " if is_optional(member) else ""
            named = f"metadata={{'name': {member['name']!r}}}"
            self.lines.append(f"    {identifier(member['name'])}: {self.member_type(member)} = field({default}{named})")
            self.lines += docstring(member["text"], "    ")
        if not tags and not members:
            self.lines.append("    pass")

    def event(self, definition):
        name = self.events[definition["name"]] = f"{pascal(definition['name'].lower())}Event"
        if isinstance(definition["data"], str):
            self.choice(name, [self.type(definition["data"])])
        else:
            self.dataclass(name, definition, {}, self.members(definition, definition["data"]))

    def command(self, definition):
        boxed = isinstance(definition["arguments"], str)
        members = [] if boxed else self.members(definition, definition["arguments"])
        members.sort(key=is_optional)
        is_open = not definition.get("gen", True)
        parameters = [f"arguments: {self.type(definition['arguments'])}"] if boxed else ["*"] if members else []
        for each in members:
            default = " = None" if is_optional(each) else ""
            parameters.append(f"{identifier(each['name'])}: {self.member_type(each)}{default}")
        parameters += ["**more: t.Any"] if is_open else []
        returns = self.type(definition["returns"]) if "returns" in definition else "None"
        name = identifier(definition["name"])
        self.lines += ["", "", f"def {name}({', '.join(['client: rt.Client', *parameters])}) -> {returns}:"]
        self.lines += docstring(self.description(definition, members), "    ")
        passed = [f"{member['name']!r}: {identifier(member['name'])}" for member in members]
        arguments = "arguments" if boxed else f"{{{', '.join([*passed, *(['**more'] if is_open else [])])}}}"
        # A command that only reads is limited to 30 seconds, as in the TypeScript bindings.
        limit = definition.get("timeout", 30_000 if definition.get("effect") == "read" else None)
        options = f"returns={returns!r}, scope=globals(), timeout={limit and limit / 1000}"
        self.lines.append(f"    return client.call({definition['name']!r}, {arguments}, {options})")

    def description(self, definition, members=()):
        documentation = definition.get("documentation", {})
        parts = [each.get("text", "") for each in documentation.get("body", [])]
        parts += [f"{each['name']}: {each['text']}" for each in members if each["text"]]
        if "effect" in definition:
            parts.append(f"Effect: {definition['effect']}.")
        if any(feature["name"] == "deprecated" for feature in definition.get("features", [])):
            parts.append("Deprecated.")
        return "\n\n".join(part for part in parts if part)


if __name__ == "__main__":
    _, model_file, out_file = sys.argv
    with open(model_file, encoding="utf-8") as model, open(out_file, "w", encoding="utf-8") as out:
        out.write(Generator(json.load(model)).run())
