"""Keys and signed claims as NATS wants them, made with openssl: an operator, its account, and a user of that."""

import base64
import json
import subprocess
import time
from pathlib import Path

OPERATOR, ACCOUNT, USER, SEED = 14 << 3, 0, 20 << 3, 18 << 3
UNLIMITED = {"subs": -1, "data": -1, "payload": -1}
OF_OWN = {**UNLIMITED, "imports": -1, "exports": -1, "wildcards": True, "conn": -1, "leaf": -1}
OF_ACCOUNT = {**OF_OWN, "mem_storage": -1, "disk_storage": -1, "streams": -1, "consumer": -1}


def crc16(content: bytes) -> int:
    """XMODEM's."""
    out = 0
    for byte in content:
        out ^= byte << 8
        for _ in range(8):
            out = (out << 1 ^ 0x1021 if out & 0x8000 else out << 1) & 0xFFFF
    return out


def encode(content: bytes) -> str:
    return base64.b32encode(content + crc16(content).to_bytes(2, "little")).rstrip(b"=").decode()


def part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


HEADER = part(b'{"typ":"JWT","alg":"ed25519-nkey"}')


class Key:
    def __init__(self, folder: Path, name: str, role: int):
        self.role, self.file = role, folder / f"{name}.pem"
        self._openssl("genpkey", "-algorithm", "ed25519", "-out", str(self.file))

    def _openssl(self, *words: str) -> bytes:
        return subprocess.run(["openssl", *words], check=True, capture_output=True).stdout

    @property
    def name(self) -> str:
        """Its public half."""
        return encode(bytes([self.role]) + self._openssl("pkey", "-in", str(self.file), "-pubout", "-outform", "DER")[-32:])

    @property
    def seed(self) -> str:
        """Its secret half."""
        secret = self._openssl("pkey", "-in", str(self.file), "-outform", "DER")[-32:]
        return encode(bytes([SEED | self.role >> 5, (self.role & 31) << 3]) + secret)

    def sign(self, kind: str, name: str, subject: str, claims: dict) -> str:
        said = {"jti": f"{kind}-{name}", "iat": int(time.time()), "iss": self.name, "name": name, "sub": subject,
                "nats": {"type": kind, "version": 2, **claims}}
        text = f"{HEADER}.{part(json.dumps(said).encode())}"
        signed = self.file.with_suffix(".signed")
        signed.write_text(text)
        return text + "." + part(self._openssl("pkeyutl", "-sign", "-rawin", "-inkey", str(self.file), "-in", str(signed)))


class Accounts:
    """What a server is configured with, and the file that lets a user of its account in. The servers' own account,
    which they want, has no user."""

    def __init__(self, folder: Path):
        operator, account, own, user = (Key(folder, name, role) for name, role in (
            ("operator", OPERATOR), ("account", ACCOUNT), ("own", ACCOUNT), ("user", USER)))
        self.configuration = (f'operator: "{operator.sign("operator", "makers", operator.name, {})}"\n'
                              f"system_account: {own.name}\nresolver: MEMORY\nresolver_preload: {{\n"
                              f'  {own.name}: "{operator.sign("account", "SYS", own.name, {"limits": OF_OWN})}"\n'
                              f'  {account.name}: "{operator.sign("account", "crier", account.name, {"limits": OF_ACCOUNT})}"\n'
                              "}\n")
        self.secret = user.seed
        self.credentials = folder / "hub.creds"
        self.credentials.write_text(
            "-----BEGIN NATS USER JWT-----\n"
            f"{account.sign('user', 'hub', user.name, {**UNLIMITED, 'pub': {}, 'sub': {}})}\n"
            "------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n"
            f"{user.seed}\n------END USER NKEY SEED------\n")
