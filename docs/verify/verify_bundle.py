#!/usr/bin/env python3
"""Verifies an evidence bundle, governance-bundle/v1, offline: Python 3.9 or later, nothing else.

Written from docs/design/formats.md, without the code of the library; Ed25519 (RFC 8032) is below, so that no package is needed.

    verify_bundle.py FILE --key NAME+KEYID+BASE64 [--key ...] [--personal FILE] [--secret NAME_OF_ENVIRONMENT_VARIABLE] [--json]

`--key` is trusted and must come from elsewhere than the bundle. `--secret` names an environment variable that has the audit
secret, or the JSON array of AUDIT_KEYS_JSON; then the chained hashes are checked too.

Exit codes: 0 the bundle holds, 1 a file cannot be read, 2 wrong usage, 3 findings.
"""
import argparse
import base64
import hashlib
import hmac
import json
import math
import os
import re
import sys

BUNDLE, PERSONAL = "governance-bundle/v1", "governance-bundle-personal/v1"
MAX_LINE, MAX_FINDINGS, MAX_POLICY_SETS, MAX_DEPTH = 64 * 1024 * 1024, 20, 10_000, 1026
HASH = re.compile(r"[0-9a-f]{64}")


class Malformed(Exception):
    """A file is not in the format; what follows is not read."""


# Canonical JSON, RFC 8785


def object_of(pairs):
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name comes twice")
    return names


def refuse_constant(name):
    raise ValueError(name)


def number(value):
    """Writes a double as ECMAScript does."""
    if value == 0:
        return "0"
    sign, digits, exponent = "-" if value < 0 else "", *_shortest(abs(value))
    n, k = exponent, len(digits)
    if k <= n <= 21:
        return sign + digits + "0" * (n - k)
    if 0 < n <= 21:
        return sign + digits[:n] + "." + digits[n:]
    if -6 < n <= 0:
        return sign + "0." + "0" * -n + digits
    return sign + digits[0] + ("." + digits[1:] if k > 1 else "") + "e" + ("+" if n > 0 else "-") + str(abs(n - 1))


def _shortest(value):
    """Returns the digits d1 d2 ... dk and n such that the value is 0.d1 d2 ... dk * 10^n; repr has the fewest digits that tell it apart."""
    mantissa, _, power = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).rstrip("0")
    stripped = digits.lstrip("0")
    return stripped, len(whole) + int(power or 0) - (len(digits) - len(stripped))


def canonical(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(json.dumps(name, ensure_ascii=False) + ":" + canonical(value[name]) for name in names) + "}"


def depth_of(text):
    depth = deepest = 0
    for token in re.finditer(r'"(?:[^"\\]+|\\.)*"|[\[{]|[\]}]', text):
        if token.group() in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token.group() in "]}":
            depth -= 1
    return deepest


def finite(text):
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("beyond a double")
    return value


def parse(data, max_depth):
    """Returns the value of canonical JSON, numbers as doubles; ValueError for anything else."""
    text = data.decode("utf-8")
    if depth_of(text) > max_depth:
        raise ValueError("nested too deeply")
    value = json.loads(text, object_pairs_hook=object_of, parse_float=finite, parse_int=finite, parse_constant=refuse_constant)
    if canonical(value).encode("utf-8") != data:
        raise ValueError("not canonical")
    return value


# Ed25519, RFC 8032 section 5.1

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    m, n, c, d = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P, 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def equal(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_verifies(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = point_of(public), point_of(signature[:32]), int.from_bytes(signature[32:], "little")

    # A point of small order would hold for many messages.
    if a is None or r is None or s >= L or equal(multiply(8, a), (0, 1, 1, 0)):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return equal(multiply(s, BASE), add(r, multiply(k, a)))


# C2SP signed-note, tlog-checkpoint, tlog-cosignature


def base64_of(text):
    """Decodes strict Base64: padded, without stray bits."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if data and base64.b64encode(data).decode() == text else None


def is_key_name(name):
    return name != "" and not any(c.isspace() or c == "+" or ord(c) < 32 or 127 <= ord(c) < 160 for c in name)


class Key:
    """A public key that verifies notes; ValueError if the text is none."""

    def __init__(self, text):
        parts = text.split("+", 2)
        data = base64_of(parts[2]) if len(parts) == 3 else None
        if data is None or not is_key_name(parts[0]) or len(data) != 33 or data[0] not in (1, 4) or point_of(data[1:]) is None:
            raise ValueError("a key is `NAME+KEYID+BASE64`")
        self.name, self.type, self.public = parts[0], data[0], data[1:]
        self.id = hashlib.sha256(self.name.encode() + b"\n" + data).digest()[:4]
        if self.id.hex() != parts[1]:
            raise ValueError("the id of the key is not the one that it must have")

    def __str__(self):
        return f"{self.name}+{self.id.hex()}"

    def verifies(self, text, signature):
        if self.type == 1:
            return ed25519_verifies(self.public, text.encode(), signature)
        if len(signature) <= 8:
            return False
        time = int.from_bytes(signature[:8], "big")
        return ed25519_verifies(self.public, f"cosignature/v1\ntime {time}\n{text}".encode(), signature[8:])

    def is_of_log(self, origin):
        return self.type == 1 and self.name == origin


class Checkpoint:
    """A signed note over size and root of a log."""

    def __init__(self, note):
        text, gap, lines = note.rpartition("\n\n")
        self.text = text + "\n"
        if not gap or not lines.endswith("\n") or any(ord(c) < 32 and c != "\n" for c in self.text) or len(note.encode()) > 1_000_000:
            raise Malformed("`checkpoint` is no signed checkpoint")
        self.signatures = [self.signature_of(line) for line in lines[:-1].split("\n")]
        parts = self.text[:-1].split("\n")
        root = base64_of(parts[2]) if len(parts) >= 3 else None
        if "" in parts or root is None or len(root) != 32 or not re.fullmatch(r"0|[1-9][0-9]*", parts[1]) or int(parts[1]) >= 2**63 or len(self.signatures) > 100:
            raise Malformed("`checkpoint` is no signed checkpoint")
        self.origin, self.size, self.root = parts[0], int(parts[1]), root

    @staticmethod
    def signature_of(line):
        parts = line[2:].split(" ")
        data = base64_of(parts[1]) if len(parts) == 2 else None
        if not line.startswith("\u2014 ") or not is_key_name(parts[0]) or data is None or len(data) <= 4:
            raise Malformed("`checkpoint` is no signed checkpoint")
        return parts[0], data[:4], data[4:]

    def verify(self, keys):
        """Returns the keys that have signed, and those that a line names and that have not; of several lines of one key the first counts."""
        verified, refuted = [], []
        for name, key_id, signature in self.signatures:
            key = next((one for one in keys if one.id == key_id and one.name == name), None)
            if key is not None and key not in verified + refuted:
                (verified if key.verifies(self.text, signature) else refuted).append(key)
        return verified, refuted


# RFC 6962


def leaf_hash(data):
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """The root over leaves that come one by one."""

    def __init__(self):
        self.size, self.hashes = 0, []

    def append(self, data):
        current, rest = leaf_hash(data), self.size
        while rest & 1:
            current = node_hash(self.hashes.pop(), current)
            rest >>= 1
        self.hashes.append(current)
        self.size += 1

    def root(self):
        if not self.hashes:
            return hashlib.sha256(b"").digest()
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root


def includes(index, size, leaf, proof, root):
    """RFC 9162 section 2.1.3.2."""
    if index >= size:
        return False
    last, current = size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            current = node_hash(sibling, current)
            while not index & 1 and index:
                index >>= 1
                last >>= 1
        else:
            current = node_hash(current, sibling)
        index >>= 1
        last >>= 1
    return last == 0 and current == root


# Lines


def is_run_id(text):
    return 1 <= len(text.encode("utf-16-be")) // 2 <= 200 and not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text)


CHECKS = {
    "text": lambda value: isinstance(value, str),
    "text or null": lambda value: value is None or isinstance(value, str),
    "hash": lambda value: isinstance(value, str) and HASH.fullmatch(value),
    "hashes": lambda value: isinstance(value, list) and len(value) <= 64 and all(isinstance(one, str) and HASH.fullmatch(one) for one in value),
    "number": lambda value: isinstance(value, float) and value.is_integer() and 0 <= value < 2**53,
    "run": lambda value: isinstance(value, str) and is_run_id(value),
    BUNDLE: lambda value: value == BUNDLE,
    PERSONAL: lambda value: value == PERSONAL,
    "leaf": lambda value: fits(value, LEAF),
}
LEAF = {"content_root": "hash", "hash": "hash", "index": "number", "seq": "number"}
HEADER = {"events": "number", "format": BUNDLE, "run_id": "run"}
EVENT = {"canonical": "text", "hash": "hash", "seq": "number"}
POLICY_SET = {"document": "text or null", "version": "hash"}
PROOF = {"checkpoint": "text", "inclusion": "hashes", "key": "text", "leaf": "leaf"}
PERSONAL_HEADER = {"format": PERSONAL, "run_id": "run"}
PERSONAL_VALUE = {"path": "text", "salt": "hash", "seq": "number", "value": "text"}


def fits(value, shape):
    return isinstance(value, dict) and set(value) == set(shape) and all(CHECKS[check](value[name]) for name, check in shape.items())


class Lines:
    """The lines of a file, each with the shape that it has."""

    def __init__(self, file, shapes):
        self.file, self.shapes, self.line = file, shapes, 0

    def next(self):
        self.line += 1
        data = self.file.readline(MAX_LINE + 1)
        if not data:
            return None, None
        if not data.endswith(b"\n"):
            raise Malformed("the file ends within a line, or the line is too long")
        try:
            value = parse(data[:-1], 2)
        except (ValueError, RecursionError):
            raise Malformed("the line is not one JSON object in canonical form (RFC 8785)") from None
        shape = next((one for one in self.shapes if fits(value, one)), None)
        if shape is None:
            raise Malformed("the line is none of the format")
        return shape, value


class Report:
    def __init__(self):
        self.findings, self.count = [], 0

    def add(self, line, kind, reason=None, file="bundle"):
        self.count += 1
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append({"file": file, "line": line, "kind": kind, **({"reason": reason} if reason else {})})


class Personal:
    """The file with personal values, read beside the events."""

    def __init__(self, file, report):
        self.lines, self.report, self.next, self.matched = Lines(file, [PERSONAL_HEADER, PERSONAL_VALUE]), report, None, 0

    def begin(self, run_id):
        try:
            shape, header = self.lines.next()
            if shape is not PERSONAL_HEADER:
                raise Malformed("the first line must be the header")
            if header["run_id"] != run_id:
                self.report.add(1, "wrong_run", file="personal")
        except Malformed as problem:
            self.report.add(self.lines.line, "malformed", str(problem), "personal")
            return
        self.move()

    def move(self):
        before, self.next = self.next, None
        try:
            shape, value = self.lines.next()
            if shape is None:
                return
            if shape is not PERSONAL_VALUE or before and (value["seq"], utf16(value["path"])) <= (before["seq"], utf16(before["path"])):
                raise Malformed("the values are not in order of seq and path")
            self.next = value
        except Malformed as problem:
            self.report.add(self.lines.line, "malformed", str(problem), "personal")

    def check(self, seq, commitments):
        while self.next and self.next["seq"] <= seq:
            if self.next["seq"] == seq and self.matches(self.next, commitments.get(self.next["path"])):
                self.matched += 1
            else:
                self.report.add(self.lines.line, "commitment_mismatch", file="personal")
            self.move()

    def end(self):
        while self.next:
            self.report.add(self.lines.line, "commitment_mismatch", file="personal")
            self.move()

    @staticmethod
    def matches(value, commitment):
        text = value["value"].encode()
        message = b"[" + json.dumps(value["path"], ensure_ascii=False).encode() + b"," + text + b"]"
        try:
            parse(text, MAX_DEPTH)
        except (ValueError, RecursionError):
            return False
        return commitment == hmac.new(bytes.fromhex(value["salt"]), message, hashlib.sha256).hexdigest()


def utf16(text):
    return text.encode("utf-16-be")


def commitments_of(value, path=""):
    """Yields place and commitment of every personal value."""
    if isinstance(value, dict):
        only = value.get("$commit") if len(value) == 1 else None
        if isinstance(only, str) and HASH.fullmatch(only):
            yield path, only
        for name, member in value.items():
            yield from commitments_of(member, path + "/" + name.replace("~", "~0").replace("/", "~1"))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from commitments_of(member, f"{path}/{index}")


ENVELOPE = ["alg", "data", "kid", "run_id", "seq", "ts", "type", "v"]


def envelope_of(text, strict):
    """Returns the envelope of an event, or None. The parts around the data are fixed, byte for byte; whether the data is canonical is asked for, or left open."""
    try:
        value = parse(text, MAX_DEPTH) if strict else json.loads(text.decode("utf-8"), parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or list(value) != ENVELOPE or not isinstance(value["data"], dict):
        return None
    if not all(isinstance(value[name], str) for name in ("alg", "kid", "run_id", "ts", "type")) or not isinstance(value["seq"], (int, float)) or isinstance(value["seq"], bool):
        return None
    head = '{"alg":' + json.dumps(value["alg"], ensure_ascii=False) + ',"data":{'
    tail = '},"kid":%s,"run_id":%s,"seq":%d,"ts":%s,"type":%s,"v":1}' % (
        *(json.dumps(value[name], ensure_ascii=False) for name in ("kid", "run_id")), value["seq"], *(json.dumps(value[name], ensure_ascii=False) for name in ("ts", "type")))
    try:
        return value if text.startswith(head.encode()) and text.endswith(tail.encode()) else None
    except UnicodeEncodeError:
        return None


class Events:
    def __init__(self, run_id, secrets, personal, report):
        self.run_id, self.secrets, self.personal, self.report = run_id, secrets, personal, report
        self.content, self.last_hash, self.cited, self.commitments = Tree(), "", set(), 0

    def add(self, event, line):
        text = event["canonical"].encode()
        previous, self.last_hash = self.last_hash, event["hash"]
        self.content.append(text)
        envelope = envelope_of(text, strict=True)
        is_canonical = envelope is not None or is_canonical_json(text)
        envelope = envelope or envelope_of(text, strict=False)
        if event["seq"] != self.content.size or envelope and envelope["seq"] != self.content.size:
            self.report.add(line, "seq_mismatch")
        if not is_canonical:
            self.report.add(line, "not_canonical")
        if envelope is None:
            self.report.add(line, "envelope_mismatch")
            return
        if envelope["run_id"] != self.run_id:
            self.report.add(line, "wrong_run")
        if self.secrets is not None:
            self.check_hash(envelope, text, previous, event["hash"], line)
        decision = envelope["data"].get("decision")
        version = decision.get("policy_set") if isinstance(decision, dict) else None
        if isinstance(version, str) and HASH.fullmatch(version):
            self.cited.add(version)
            if len(self.cited) > MAX_POLICY_SETS:
                raise Malformed("the events name too many policy sets")
        commitments = dict(commitments_of(envelope["data"]))
        self.commitments += len(commitments)
        if self.personal:
            self.personal.check(int(envelope["seq"]), commitments)

    def check_hash(self, envelope, text, previous, stored, line):
        secret, alg = self.secrets.get(envelope["kid"]), envelope["alg"]
        message = previous.encode() + b"|" + text
        if secret is None:
            self.report.add(line, "unknown_key")
        elif alg == "sha256" and hashlib.sha256(message + b"|" + secret).hexdigest() == stored:
            pass
        elif alg == "hmac-sha256" and hmac.new(secret, message, hashlib.sha256).hexdigest() == stored:
            pass
        else:
            self.report.add(line, "hash_mismatch")


def is_canonical_json(text):
    try:
        parse(text, MAX_DEPTH)
        return True
    except (ValueError, RecursionError):
        return False


def check_proof(proof, events, run_id, keys, line, report):
    checkpoint, leaf = Checkpoint(proof["checkpoint"]), proof["leaf"]
    try:
        own = Key(proof["key"])
    except ValueError as problem:
        raise Malformed("`key` is not `NAME+KEYID+BASE64`") from problem
    if leaf["seq"] != events.content.size:
        report.add(line, "event_count_mismatch")
    if leaf["hash"] != events.last_hash:
        report.add(line, "hash_mismatch")
    if leaf["content_root"] != events.content.root().hex():
        report.add(line, "content_mismatch")
    text = f"governance-run-leaf/v1\n{run_id}\n{int(leaf['seq'])}\n{leaf['hash']}\n{leaf['content_root']}"
    if not includes(int(leaf["index"]), checkpoint.size, leaf_hash(text.encode()), [bytes.fromhex(one) for one in proof["inclusion"]], checkpoint.root):
        report.add(line, "inclusion_mismatch")
    if not own.is_of_log(checkpoint.origin):
        report.add(line, "checkpoint_mismatch")
    verified, refuted = checkpoint.verify(keys)
    own_verified, own_refuted = checkpoint.verify([own])
    if refuted or own_refuted or not own_verified:
        report.add(line, "signature_mismatch")
    if not any(key.is_of_log(checkpoint.origin) for key in verified):
        report.add(line, "untrusted_signature")
    return checkpoint, verified


def verify(bundle, keys, personal_file=None, secrets=None):
    """Reads the bundle once, one line at a time, and returns the report as it is printed."""
    report, result = Report(), {"run_id": None, "checkpoint": None, "signed_by": []}
    personal = Personal(personal_file, report) if personal_file else None
    lines, events, sets, missing = Lines(bundle, [HEADER, EVENT, POLICY_SET, PROOF]), None, 0, 0
    try:
        shape, header = lines.next()
        if shape is not HEADER:
            raise Malformed("the first line must be the header")
        run_id = result["run_id"] = header["run_id"]
        if personal:
            personal.begin(run_id)
        events = Events(run_id, secrets, personal, report)
        shape, line = lines.next()
        while shape is EVENT:
            events.add(line, lines.line)
            shape, line = lines.next()
        if events.content.size != header["events"]:
            report.add(1, "event_count_mismatch")
        last, named = "", 0
        while shape is POLICY_SET:
            if line["version"] <= last:
                raise Malformed("the policy sets are not in ordinal order of their versions")
            last, sets, missing = line["version"], sets + 1, missing + (line["document"] is None)
            named += last in events.cited
            if last not in events.cited or line["document"] is not None and hashlib.sha256(line["document"].encode()).hexdigest() != last:
                report.add(lines.line, "policy_set_mismatch")
            shape, line = lines.next()
        if shape is not PROOF:
            raise Malformed("a line stands in the wrong place" if shape else "the file ends before its proof")
        if named != len(events.cited):
            report.add(lines.line, "policy_set_mismatch")
        checkpoint, verified = check_proof(line, events, run_id, keys, lines.line, report)
        result["checkpoint"] = {"origin": checkpoint.origin, "size": checkpoint.size}
        result["signed_by"] = [str(key) for key in verified]
        lines.line += 1
        if bundle.read(1):
            raise Malformed("there is a line behind the proof")
        if personal:
            personal.end()
    except Malformed as problem:
        report.add(lines.line, "malformed", str(problem))
    return {
        "ok": report.count == 0, "run_id": result["run_id"], "events": events.content.size if events else 0, "checkpoint": result["checkpoint"], "signed_by": result["signed_by"],
        "chain_checked": secrets is not None, "policy_sets": sets, "missing_policy_sets": missing, "commitments": events.commitments if events else 0,
        "personal_values": personal.matched if personal else 0, "findings": report.findings, "finding_count": report.count,
    }


def secrets_of(text):
    """Reads an audit secret, that of k0, or the JSON array of AUDIT_KEYS_JSON."""
    text = text.strip()
    if not text.startswith("["):
        return {"k0": text.encode()}
    return {key["kid"]: key["secret"].encode() for key in json.loads(text)}


def main(arguments):
    parser = argparse.ArgumentParser(description="Verifies an evidence bundle, offline.", epilog="Exit codes: 0 the bundle holds, 1 a file cannot be read, 2 wrong usage, 3 findings.")
    parser.add_argument("file", help="the bundle")
    parser.add_argument("--key", action="append", required=True, help="a public key that is trusted, NAME+KEYID+BASE64: that of the log at least")
    parser.add_argument("--personal", metavar="FILE", help="the file with the personal values")
    parser.add_argument("--secret", metavar="NAME", help="the environment variable that has the audit secret; never the secret itself")
    parser.add_argument("--json", action="store_true", help="write the report as one JSON object")
    given = parser.parse_args(arguments)
    try:
        keys = [Key(text) for text in given.key]
    except ValueError as problem:
        parser.error(f"--key: {problem}")
    secrets = None
    if given.secret is not None:
        if not os.environ.get(given.secret):
            parser.error("--secret names no environment variable that is set")
        try:
            secrets = secrets_of(os.environ[given.secret])
        except (ValueError, KeyError, TypeError, AttributeError):
            parser.error("the environment variable has neither a secret nor the JSON array of AUDIT_KEYS_JSON")
    try:
        with open(given.file, "rb") as bundle:
            if given.personal is None:
                report = verify(bundle, keys, None, secrets)
            else:
                with open(given.personal, "rb") as personal:
                    report = verify(bundle, keys, personal, secrets)
    except OSError as problem:
        print(f"verify_bundle: {problem.strerror or problem}", file=sys.stderr)
        return 1
    if given.json:
        print(json.dumps(report))
    else:
        print_text(report)
    return 0 if report["ok"] else 3


def print_text(report):
    print(f"{'holds' if report['ok'] else 'DOES NOT HOLD'}: run {ascii(report['run_id'])}, {report['events']} events")
    if report["checkpoint"]:
        signed_by = ", ".join(map(ascii, report["signed_by"])) or "nobody who is trusted"
        print(f"  checkpoint of {ascii(report['checkpoint']['origin'])}, size {report['checkpoint']['size']}, signed by {signed_by}")
    for finding in report["findings"]:
        print(f"  {finding['file']} line {finding['line']}: {finding['kind']}{': ' + finding['reason'] if 'reason' in finding else ''}")
    if report["finding_count"] > len(report["findings"]):
        print(f"  and {report['finding_count'] - len(report['findings'])} more")


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    sys.exit(main(sys.argv[1:]))
