"""Checks the Open Badges 3.0 credential baked into an SVG, sharing no code with the program.

The rules are those of the specification and of the public validator's source: see
docs/notes/open-badges.md. Needs the package "cryptography".
"""

import base64
import json
import re
import sys
import xml.etree.ElementTree as xml

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

OPENBADGES = "{https://purl.imsglobal.org/ob/v3p0}credential"
CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_of(jwk):
    assert jwk["kty"] == "EC" and jwk["crv"] == "P-256" and "d" not in jwk
    x, y = (int.from_bytes(decoded(jwk[name]), "big") for name in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def members(node, *names):
    for name in names:
        assert node.get(name) not in (None, "", [], {}), f"{node.get('type')} lacks {name}"


def no_nulls(node):
    assert node is not None and node != []
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
        no_nulls(value)


root = xml.parse(sys.argv[1]).getroot()
assert root[0].tag == OPENBADGES and not root[0].text
head, body, signature = root[0].get("verify").split(".")
header = json.loads(decoded(head))
assert set(header) == {"alg", "jwk"} and header["alg"] == "ES256"
raw = decoded(signature)
assert len(raw) == 64
der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
key_of(header["jwk"]).verify(der, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))

badge = json.loads(decoded(body))
no_nulls(badge)
members(badge, "@context", "id", "type", "credentialSubject", "issuer", "validFrom")
assert badge["@context"] == CONTEXT
assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(badge["type"])
assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", badge["validFrom"])
members(badge["issuer"], "id", "type")
assert badge["issuer"]["type"] == ["Profile"]
assert json.loads(decoded(badge["issuer"]["id"].removeprefix("did:jwk:"))) == header["jwk"]
subject = badge["credentialSubject"]
members(subject, "id", "type", "achievement")
assert subject["type"] == ["AchievementSubject"]
achievement = subject["achievement"]
members(achievement, "id", "type", "criteria", "description", "name")
members(achievement["criteria"], "narrative")
for described in achievement["resultDescription"]:
    members(described, "id", "type", "name", "resultType")
for result in subject["result"]:
    assert result["resultDescription"] in [d["id"] for d in achievement["resultDescription"]]
for identity in subject["identifier"]:
    members(identity, "type", "identityHash", "identityType")
    assert identity["type"] == "IdentityObject" and identity["hashed"] is False
assert badge["iss"] == badge["issuer"]["id"] and badge["sub"] == subject["id"]
assert badge["jti"] == badge["id"] and isinstance(badge["nbf"], int)
assert "vc" not in badge and "exp" not in badge

grade = next(d["id"] for d in achievement["resultDescription"] if d["resultType"] == "LetterGrade")
value = next(r["value"] for r in subject["result"] if r["resultDescription"] == grade)
print(f"valid: {subject['identifier'][0]['identityHash']}, {value}")
