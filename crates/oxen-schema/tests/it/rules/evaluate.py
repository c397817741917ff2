"""Evaluates rules of documentation, apart from the library: with nothing but Python's standard library.

The first line of the input is an object of models, each with `schema` and `rules`; each further line is a list of a
model and a body. For each of these the output has a line with the ids of the rules that the body breaks, as a list.
"""

import json
import re
import sys

FORMATS = {"uri": r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-\[\]_a-z~]*"}


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def equal(a, b):
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if is_number(a) and is_number(b):
        return a == b
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(equal(a[key], b[key]) for key in a)
    return a == b


def limit(kind, holds):
    return lambda limit, value: not kind(value) or holds(value, limit)


def of(*types):
    return lambda value: isinstance(value, types)


KEYWORDS = {
    "const": lambda const, value: equal(const, value),
    "enum": lambda values, value: any(equal(one, value) for one in values),
    "minimum": limit(is_number, lambda value, limit: value >= limit),
    "maximum": limit(is_number, lambda value, limit: value <= limit),
    "exclusiveMinimum": limit(is_number, lambda value, limit: value > limit),
    "exclusiveMaximum": limit(is_number, lambda value, limit: value < limit),
    "minLength": limit(of(str), lambda value, limit: len(value) >= limit),
    "maxLength": limit(of(str), lambda value, limit: len(value) <= limit),
    "minItems": limit(of(list), lambda value, limit: len(value) >= limit),
    "maxItems": limit(of(list), lambda value, limit: len(value) <= limit),
    "items": limit(of(list), lambda value, schema: all(valid(schema, item) for item in value)),
    "format": limit(of(str), lambda value, name: re.fullmatch(FORMATS[name], value) is not None),
    "required": limit(of(dict), lambda value, names: all(name in value for name in names)),
    "dependentRequired": limit(
        of(dict),
        lambda value, needs: all(
            name in value for given, names in needs.items() if given in value for name in names
        ),
    ),
    "properties": limit(
        of(dict),
        lambda value, schemas: all(
            valid(schema, value[name]) for name, schema in schemas.items() if name in value
        ),
    ),
    "not": lambda schema, value: not valid(schema, value),
    "anyOf": lambda schemas, value: any(valid(schema, value) for schema in schemas),
    "allOf": lambda schemas, value: all(valid(schema, value) for schema in schemas),
    "oneOf": lambda schemas, value: sum(valid(schema, value) for schema in schemas) == 1,
}


def valid(schema, value):
    for keyword, argument in schema.items():
        if keyword == "if":
            branch = "then" if valid(argument, value) else "else"
            if not valid(schema.get(branch, {}), value):
                return False
        elif keyword not in ("then", "else") and not KEYWORDS[keyword](argument, value):
            return False
    return True


def looked_at(schema):
    """The parameters whose values a schema of the whole body looks at."""
    names = set(schema.get("properties", ()))
    parts = [schema[keyword] for keyword in ("if", "then", "else", "not") if keyword in schema]
    for keyword in ("anyOf", "allOf", "oneOf"):
        parts += schema.get(keyword, ())
    for part in parts:
        names |= looked_at(part)
    return names


def with_defaults(schema, names, body):
    filled = dict(body)
    for name in names:
        parameter = schema["properties"].get(name, {})
        if name not in body and "default" in parameter:
            filled[name] = parameter["default"]
        elif name not in body and parameter.get("type") == "boolean":
            filled[name] = False
    return filled


def fits(schema, fragment, body):
    return valid(fragment, with_defaults(schema, looked_at(fragment), body))


def count(body, name):
    value = body.get(name)
    return 0 if value is None else len(value) if isinstance(value, list) else 1


def is_met(schema, rule, body):
    if "body" in rule:
        return fits(schema, rule["body"], body)
    if "total_items" in rule:
        total = rule["total_items"]
        if "if" in total and not fits(schema, total["if"], body):
            return True
        return sum(count(body, name) for name in total["parameters"]) <= total["at_most"]
    multiple = rule["multiple"]
    name = multiple["parameter"]
    value = with_defaults(schema, [name], body).get(name)
    if not is_number(value) or value != value // 1:
        return True
    return (int(value) - multiple["offset"]) % multiple["of"] == 0


def main():
    models = json.loads(sys.stdin.readline())
    for line in sys.stdin:
        name, body = json.loads(line)
        model = models[name]
        broken = [rule["id"] for rule in model["rules"] if not is_met(model["schema"], rule, body)]
        print(json.dumps(broken))


main()
