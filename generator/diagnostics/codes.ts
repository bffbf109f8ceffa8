/**
 * Every diagnostic code with its meaning. docs/diagnostics.md is printed from this table. Codes are stable; the wording
 * of messages is not.
 */
export const codes = {
  "unreadable-file":
    "The entry file of the schema, or a configuration, annotations, devices or model file cannot be read.",
  "bad-include":
    "An include directive is not `{ 'include': 'PATH' }`, its file cannot be read, or files include each other.",

  "not-a-schema": "The file is an exported model, or a server's answer to `query-qmp-schema`.",
  "stray-text": "The text is not part of the language: a number, `null`, or a word without quotes.",
  "unterminated-string": "A string has no closing quote on its line.",
  "bad-escape": "A string has an escape sequence other than `\\\\`.",
  "bad-character": "A string contains a character that is not printable ASCII.",
  "unexpected-token": "The syntax requires a different token.",
  "duplicate-key": "An object has the same key twice.",
  "too-deep": "Objects and arrays are nested more than 200 levels deep.",
  "doc-opening": "The `##` that opens a documentation comment is followed by text.",
  "doc-closing": "The `##` that closes a documentation comment is followed by text.",
  "doc-space": "A line of documentation has no space after its `#`.",
  "doc-unclosed": "A documentation comment has no closing `##`, or a line that does not begin with `#`.",

  "former-language":
    "The schema is written in the language of QEMU 6.1 or older, or uses the notation of the signal draft (a note).",
  "no-kind": "An expression has none, or several, of the keys that define something.",
  "missing-key": "A required key is missing.",
  "unknown-key": "A key is not part of the language.",
  "bad-flag": "A flag has a value other than the opposite of its default, such as its default or a string.",
  "bad-shape": "A value does not have the form that its key requires.",
  "draft-function": "A function of the signal draft is not `[ NAME, { REQUIRED }, { OPTIONAL }, RETURNS ]`.",

  "bad-name": "A name contains, or begins with, a character that names cannot contain or begin with.",
  "reserved-name": "A name is reserved for generated code: `q_…`, `…List`, `u`, `has-…`.",
  "type-case": "The name of a type is not in CamelCase.",
  "event-case": "The name of an event is not in capitals with `_` between words.",
  "name-case": "A name has uppercase letters, and no pragma permits them.",
  "name-underscore": "A name has `_` instead of `-`, and no pragma permits it.",
  "bad-condition": "A name in a condition is not a valid macro name.",
  redefinition: "A name is defined twice. Types, commands and events share one namespace.",
  "too-many-features": "A schema has more than 64 different features, including `deprecated` and `unstable`.",
  "unknown-type":
    "The schema does not define a type that it uses, or not with the conditions of `--define` or `define`.",
  "bad-base": "A base is not a struct.",
  "recursive-base": "A struct is its own base, directly or through other structs.",
  "bad-discriminator":
    "A discriminator is not a mandatory, unconditional member of the base that has an enum type.",
  "no-branches": "An alternate has no branches, or the enum of a union's discriminator has no values.",
  "unknown-branch": "A branch of a union is not a value of its discriminator.",
  "bad-branch": "A branch has a type that branches cannot have.",
  "indistinct-branches": "Two branches of an alternate have values that cannot be distinguished.",
  "bad-data": "The data of a command or event is not a struct or a union, or is a union without `boxed`.",
  "conditional-member": "Data of a command or event has a conditional member, and `boxed` is not set.",
  "bad-boxed": "`boxed` is used although `data` does not name a type.",
  "bad-return": "A command returns a type that cannot be extended, and no pragma permits it.",
  "bad-accessor":
    "A signal accessor takes a union, has an argument `tag`, has a flag that accessors do not support, or conflicts with a command.",
  "oob-coroutine": "A command has both `allow-oob` and `coroutine`.",
  "special-feature": "A type has the feature `deprecated` or `unstable`.",
  clash: "Two names within a definition are equal, or are equal in C.",

  "doc-width": "A line of documentation is wider than 70 columns.",
  "doc-sentence": "Sentences are separated by one space instead of two.",
  "doc-symbol-line": "The first line of a definition's documentation is not `@NAME:`.",
  "doc-symbol": "The documentation before a definition has the name of a different definition.",
  "doc-unattached": "Documentation of a definition is not followed by a definition.",
  "doc-free-form": "A comment that belongs to no definition describes a member or feature.",
  "doc-missing": "A definition has no documentation although the pragma `doc-required` is set.",
  "doc-undescribed": "A member or feature has no description.",
  "doc-unknown": "A description names a member or feature that does not exist.",
  "doc-order": "A member is described after the sections, or apart from the other members.",
  "doc-duplicate": "A description or section appears twice.",
  "doc-empty": "A section or a description has no text.",
  "doc-section": "A section does not apply to the definition, such as `Returns:` of an event.",
  "doc-former-tag": "A tag is no longer part of the language: `Note:`, `Example:`.",
  "doc-deindent": "A line of a description or section is indented less than the first line.",

  "renamed-identifier":
    "A TypeScript identifier was already in use, so the generator chose another (a warning).",
  "unknown-condition":
    "No condition of the schema has a name of `--define` or `define`, which thus has no effect (a warning).",
  "config-syntax": "A configuration file is not valid JSON.",
  "config-shape": "A configuration file has an unknown member, lacks one, or has a value of the wrong form.",
  "config-out": "Two targets of a configuration have the same output folder.",
  "config-exports": "A name in `exports` of a configuration is that of a generated declaration.",
  "annotations-syntax": "An annotations file is not valid JSON.",
  "annotations-shape":
    "An annotations file has an unknown member, lacks one, or has a value of the wrong form.",
  "annotation-unknown":
    "An annotation names an event, command, member, argument or value that the schema does not define.",
  "annotation-mismatch":
    "An annotation names something that the schema defines but that cannot be used in this way.",
  "devices-syntax": "A file of device facts is not valid JSON.",
  "devices-shape": "A file of device facts does not have the form that `qapi-ts devices` prints.",
  "model-syntax": "A model file is not valid JSON.",
  "model-shape":
    "A model file lacks a member, has a value of the wrong form, or has another version of the format.",
} as const;

export type DiagnosticCode = keyof typeof codes;
