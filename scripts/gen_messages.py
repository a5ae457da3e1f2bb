#!/usr/bin/env python3
"""src/bridge/messages.json -> the C++ structs with their codec, and the TypeScript types with theirs.

    scripts/gen_messages.py SCHEMA OUT.hpp OUT.ts     writes OUT.hpp, messages_codec.gen.hpp beside it, and OUT.ts
    scripts/gen_messages.py --examples SCHEMA         prints one full and one bare example of every message

Both sides are strict: an unknown message, an unknown or missing field, or a value of another type is an error.
"""
import hashlib
import json
import pathlib
import re
import sys

PRIMITIVES = {  # schema -> (C++, TypeScript)
    "bool": ("bool", "boolean"),
    "u32": ("std::uint32_t", "number"),
    "i64": ("std::int64_t", "number"),
    "u64": ("std::uint64_t", "number"),
    "f64": ("double", "number"),
    "string": ("std::string", "string"),
}
SIDES = {"to_core": "ToCore", "to_host": "ToHost"}


def fail(text: str):
    sys.exit(f"gen_messages: {text}")


class Type:
    """A field's type: a base name, perhaps in a list, perhaps optional."""

    def __init__(self, text: str, schema: dict):
        match = re.fullmatch(r"(\[)?(\w+)(\])?(\?)?", text)
        if not match or bool(match[1]) != bool(match[3]):
            fail(f"no type: {text}")
        self.name, self.is_list, self.optional = match[2], bool(match[1]), bool(match[4])
        self.is_enum = self.name in schema["enums"]
        self.is_struct = self.name in schema["structs"]
        if not (self.is_enum or self.is_struct or self.name in PRIMITIVES):
            fail(f"unknown type: {self.name}")

    def cpp(self) -> str:
        inner = PRIMITIVES[self.name][0] if self.name in PRIMITIVES else self.name
        if self.is_list:
            inner = f"std::vector<{inner}>"
        return f"std::optional<{inner}>" if self.optional else inner

    def ts(self) -> str:
        inner = PRIMITIVES[self.name][1] if self.name in PRIMITIVES else self.name
        return inner + ("[]" if self.is_list else "")

    def initial(self) -> str:
        if self.is_list or self.optional or self.is_struct or self.name == "string":
            return ""
        return "{}" if self.is_enum else {"bool": " = false", "f64": " = 0"}.get(self.name, " = 0")


def pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def fields_of(entry: dict, schema: dict) -> list:
    return [(name, Type(text, schema)) for name, text in entry["fields"].items()]


def check(schema: dict) -> None:
    names = list(schema["enums"]) + list(schema["structs"]) + [pascal(m) for side in SIDES for m in schema[side]]
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        fail(f"named twice: {', '.join(sorted(doubled))}")
    defined = set()
    for name, entry in schema["structs"].items():
        for field, kind in fields_of(entry, schema):
            if kind.is_struct and kind.name not in defined:
                fail(f"{name}.{field}: {kind.name} must stand before it")
        defined.add(name)
    for side in SIDES:
        for name, entry in schema[side].items():
            if "type" in entry["fields"]:
                fail(f"{name}: a field cannot be called type")
            fields_of(entry, schema)


# -- C++ -----------------------------------------------------------------------------------------------
def cpp_struct(name: str, entry: dict, schema: dict) -> str:
    lines = [f"// {entry['doc']}", f"struct {name} {{"]
    lines += [f"  {kind.cpp()} {field}{kind.initial()};" for field, kind in fields_of(entry, schema)]
    return "\n".join(lines + [f"  [[nodiscard]] bool operator==(const {name}&) const = default;", "};", ""])


def cpp_header(schema: dict, digest: str) -> str:
    out = ["// Made by scripts/gen_messages.py from src/bridge/messages.json. Do not edit.", "#pragma once", "",
           "#include <cstdint>", "#include <optional>", "#include <string>", "#include <string_view>",
           "#include <variant>", "#include <vector>", "", '#include "base/result.hpp"', "",
           "namespace assay::bridge {", "",
           f'inline constexpr std::string_view schema_digest = "{digest}";', ""]
    for name, values in schema["enums"].items():
        out += [f"enum class {name} : std::uint8_t {{ {', '.join(pascal(v) for v in values)} }};",
                f"[[nodiscard]] std::string_view to_string({name} value);", ""]
    for name, entry in schema["structs"].items():
        out.append(cpp_struct(name, entry, schema))
    for side, union in SIDES.items():
        for name, entry in schema[side].items():
            out.append(cpp_struct(pascal(name), entry, schema))
        out += [f"using {union} = std::variant<{', '.join(pascal(m) for m in schema[side])}>;", ""]
    for side, union in SIDES.items():
        out += [f"[[nodiscard]] std::string encode(const {union}& message);",
                f"[[nodiscard]] base::Result<{union}> decode_{side}(std::string_view text);", ""]
    return "\n".join(out + ["}  // namespace assay::bridge", ""])


def cpp_codec(schema: dict) -> str:
    out = ["// Made by scripts/gen_messages.py from src/bridge/messages.json. Included by src/bridge/codec.cpp alone,",
           "// after its read() and write() of the primitives. Do not edit.", "#pragma once", "",
           "namespace assay::bridge {", ""]
    for name, values in schema["enums"].items():
        out += [f"std::string_view to_string({name} value) {{",
                f"  static constexpr std::string_view names[] = {{{', '.join(json.dumps(v) for v in values)}}};",
                "  return names[static_cast<std::size_t>(value)];", "}", ""]
    out += ["namespace {", ""]
    for name, values in schema["enums"].items():
        out += [f"void write(Json& to, {name} value) {{ to = std::string(to_string(value)); }}",
                f"bool read(const Json& from, {name}& value) {{",
                f"  return read_enum<{name}, {len(values)}>(from, value);", "}", ""]
    for name, entry in schema["structs"].items():
        out.append(cpp_struct_codec(name, entry, schema, in_message=False))
    for side in SIDES:
        for name, entry in schema[side].items():
            out.append(cpp_struct_codec(pascal(name), entry, schema, in_message=True))
    out += ["}  // namespace", ""]
    for side, union in SIDES.items():
        out.append(cpp_union_codec(side, union, schema))
    return "\n".join(out + ["}  // namespace assay::bridge", ""])


def cpp_struct_codec(name: str, entry: dict, schema: dict, in_message: bool) -> str:
    fields = fields_of(entry, schema)
    value = "value" if fields else "/*value*/"
    out = [f"void write(Json& to, const {name}& {value}) {{", "  if (!to.is_object()) to = Json::object();"]
    for field, kind in fields:
        put = f'write_field(to, "{field}", value.{field});'
        out.append(f"  {put}")
    fields_reader = "fields" if fields else "/*fields*/"
    out += ["}", f"bool read_fields(Fields& {fields_reader}, {name}& {value}) {{"]
    if fields:
        out.append("  return " + " &&\n         ".join(f'fields.take("{field}", value.{field})' for field, _ in fields) + ";")
    else:
        out.append("  return true;")
    out.append("}")
    if not in_message:
        out += [f"bool read(const Json& from, {name}& value) {{", "  Fields fields(from, false);",
                "  return fields.valid() && read_fields(fields, value) && fields.all_taken();", "}"]
    return "\n".join(out + [""])


def cpp_union_codec(side: str, union: str, schema: dict) -> str:
    out = [f"std::string encode(const {union}& message) {{", "  static constexpr std::string_view types[] = {"]
    out += [f'      "{name}",' for name in schema[side]]
    out += ["  };", "  Json to = Json::object();", '  to["type"] = std::string(types[message.index()]);',
            "  std::visit([&to](const auto& value) { write(to, value); }, message);", "  return dump(to);", "}", "",
            f"base::Result<{union}> decode_{side}(std::string_view text) {{",
            f"  static constexpr Decoder<{union}> decoders[] = {{"]
    out += [f'      {{"{name}", &decode_as<{union}, {pascal(name)}>}},' for name in schema[side]]
    return "\n".join(out + ["  };", f"  return decode_with<{union}>(text, decoders);", "}", ""])


# -- TypeScript ------------------------------------------------------------------------------------------
def ts_interface(name: str, entry: dict, schema: dict, tag: str = "") -> str:
    lines = [f"/** {entry['doc']} */", f"export interface {name} {{"]
    if tag:
        lines.append(f"  type: '{tag}';")
    lines += [f"  {field}{'?' if kind.optional else ''}: {kind.ts()};" for field, kind in fields_of(entry, schema)]
    return "\n".join(lines + ["}", ""])


def ts_table(entries: dict) -> str:
    lines = []
    for name, entry in entries.items():
        pairs = ", ".join(f"{field}: '{kind}'" for field, kind in entry["fields"].items())
        lines.append(f"  {name}: {{ {pairs} }}," if pairs else f"  {name}: {{}},")
    return "\n".join(lines)


TS_CHECKER = r"""
type Fields = Readonly<Record<string, string>>;

function problem(value: unknown, kind: string, where: string): string | null {
  if (kind.endsWith('?')) return value === undefined ? null : problem(value, kind.slice(0, -1), where);
  if (kind.startsWith('[')) {
    if (!Array.isArray(value)) return `${where} is not a list`;
    const inner = kind.slice(1, -1);
    for (let i = 0; i < value.length; i++) {
      const found = problem(value[i], inner, `${where}[${i}]`);
      if (found) return found;
    }
    return null;
  }
  const values = ENUMS[kind];
  if (values) return typeof value === 'string' && values.includes(value) ? null : `${where} is not a ${kind}`;
  const fields = STRUCTS[kind];
  if (fields) return fieldsProblem(value, fields, where, false);
  return primitiveProblem(value, kind, where);
}

function primitiveProblem(value: unknown, kind: string, where: string): string | null {
  if (kind === 'bool') return typeof value === 'boolean' ? null : `${where} is not a bool`;
  if (kind === 'string') return typeof value === 'string' ? null : `${where} is not a string`;
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${where} is not a finite number`;
  if (kind === 'f64') return null;
  const low = kind === 'i64' ? Number.MIN_SAFE_INTEGER : 0;
  const high = kind === 'u32' ? 0xffffffff : Number.MAX_SAFE_INTEGER;
  return Number.isInteger(value) && value >= low && value <= high ? null : `${where} is not a ${kind}`;
}

function fieldsProblem(value: unknown, fields: Fields, where: string, tagged: boolean): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${where} is not an object`;
  const object = value as Record<string, unknown>;
  for (const name of Object.keys(object)) {
    if (!Object.hasOwn(fields, name) && !(tagged && name === 'type')) return `${where}.${name} is unknown`;
  }
  for (const [name, kind] of Object.entries(fields)) {
    const found = problem(Object.hasOwn(object, name) ? object[name] : undefined, kind, `${where}.${name}`);
    if (found) return found;
  }
  return null;
}

function messageProblem(value: unknown, messages: Readonly<Record<string, Fields>>): string | null {
  const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(messages, type)) return `unknown message ${JSON.stringify(type)}`;
  return fieldsProblem(value, messages[type] as Fields, type, true);
}

/** What is wrong with a message, or null. */
export const toCoreProblem = (value: unknown): string | null => messageProblem(value, TO_CORE);
export const toHostProblem = (value: unknown): string | null => messageProblem(value, TO_HOST);

/** Throws a TypeError that says what is wrong. */
export function decodeToHost(text: string): ToHost {
  const value: unknown = JSON.parse(text);
  const found = toHostProblem(value);
  if (found) throw new TypeError(`from the core: ${found}`);
  return value as ToHost;
}

export function encodeToCore(message: ToCore): string {
  const found = toCoreProblem(message);
  if (found) throw new TypeError(`to the core: ${found}`);
  return JSON.stringify(message);
}
"""


def typescript(schema: dict, digest: str) -> str:
    out = ["// Made by scripts/gen_messages.py from src/bridge/messages.json. Do not edit.", "",
           f"export const SCHEMA_DIGEST = '{digest}';", ""]
    for name, values in schema["enums"].items():
        out.append(f"export type {name} = {' | '.join(repr(v) for v in values)};")
    out.append("")
    for name, entry in schema["structs"].items():
        out.append(ts_interface(name, entry, schema))
    for side, union in SIDES.items():
        for name, entry in schema[side].items():
            out.append(ts_interface(pascal(name), entry, schema, name))
        out += [f"export type {union} =", *[f"  | {pascal(name)}" for name in schema[side]], ";", ""]
    out += ["const ENUMS: Readonly<Record<string, readonly string[]>> = {"]
    out += [f"  {name}: [{', '.join(repr(v) for v in values)}]," for name, values in schema["enums"].items()]
    out += ["};", "const STRUCTS: Readonly<Record<string, Fields>> = {", ts_table(schema["structs"]), "};"]
    for side in SIDES:
        out += [f"const {side.upper()}: Readonly<Record<string, Fields>> = {{", ts_table(schema[side]), "};"]
    return "\n".join(out) + "\n" + TS_CHECKER


# -- examples ----------------------------------------------------------------------------------------------
def example(kind: Type, schema: dict, full: bool):
    if kind.is_list and not full:
        return []
    values = {"bool": True, "u32": 4294967295, "i64": -9007199254740991, "u64": 9007199254740991, "f64": 0.1,
              "string": "Größe \"7\"\n漢字 🙂"}
    if kind.is_enum:
        value = schema["enums"][kind.name][-1]
    elif kind.is_struct:
        value = example_of(schema["structs"][kind.name], schema, full)
    else:
        value = values[kind.name] if full else {"bool": False, "string": ""}.get(kind.name, 0)
    return [value, value] if kind.is_list else value


def example_of(entry: dict, schema: dict, full: bool) -> dict:
    return {name: example(kind, schema, full) for name, kind in fields_of(entry, schema) if full or not kind.optional}


def examples(schema: dict) -> str:
    made = {side: [{"type": name, **example_of(entry, schema, full)} for name, entry in schema[side].items()
                   for full in (True, False)] for side in SIDES}
    lines = [f' "{side}": [\n' + ",\n".join("  " + json.dumps(m, ensure_ascii=False) for m in messages) + "\n ]"
             for side, messages in made.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write(path: pathlib.Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main(arguments: list) -> int:
    if len(arguments) == 2 and arguments[0] == "--examples":
        schema = json.loads(pathlib.Path(arguments[1]).read_text(encoding="utf-8"))
        check(schema)
        sys.stdout.write(examples(schema))
        return 0
    if len(arguments) != 3:
        sys.exit(__doc__)
    source, hpp, ts = map(pathlib.Path, arguments)
    schema = json.loads(source.read_text(encoding="utf-8"))
    check(schema)
    digest = hashlib.sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest()[:16]
    write(hpp, cpp_header(schema, digest))
    write(hpp.with_name("messages_codec.gen.hpp"), cpp_codec(schema))
    write(ts, typescript(schema, digest))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
