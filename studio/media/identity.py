"""Media room: who signs on this computer. A key and a chain of two certificates of our own, made once, kept privately.

Nobody vouches for the name in them: they say that a file was not changed since this computer wrote it, no more.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

FILE = Path("credentials", "identity.pem")  # in the user's data folder
_YEARS = timedelta(days=3650)
_BEGIN, _CERTIFICATE = b"-----BEGIN ", b"-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class Identity:
    """PEM: the signing key (PKCS 8, P-256), and its certificate followed by that of the root which issued it."""

    key: bytes
    chain: bytes

    @property
    def root(self) -> bytes:
        return _CERTIFICATE + self.chain.split(_CERTIFICATE)[-1]


def load_identity(data: Path) -> Identity:
    """The identity in the user's data folder, made there when there is none that can be used. Raises OSError."""
    file = data / FILE
    try:
        found = _split(file.read_bytes())
    except FileNotFoundError:
        found = None
    if found is not None and _good(found):
        return found
    made = make_identity()
    _keep(file, made.key + made.chain)
    return made


def make_identity() -> Identity:
    """A new key with its certificates. The root's own key is thrown away: it signs this once."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID

    now = datetime.now(UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def named(name: str) -> x509.Name:
        oid = x509.NameOID
        parts = ((oid.ORGANIZATION_NAME, "Fantascope"), (oid.COMMON_NAME, name))
        return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])

    def begun(subject: str, public, *, root: bool) -> x509.CertificateBuilder:
        usage = {"key_cert_sign": root, "crl_sign": root, "digital_signature": not root}
        others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
                  "decipher_only")  # fmt: skip
        return (
            x509.CertificateBuilder()
            .subject_name(named(subject))
            .issuer_name(named("Fantascope on this computer, root"))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + _YEARS)
            .add_extension(x509.BasicConstraints(root, 0 if root else None), critical=True)
            .add_extension(x509.KeyUsage(**usage, **dict.fromkeys(others, False)), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        )

    root = begun("Fantascope on this computer, root", root_key.public_key(), root=True)
    leaf = begun("Fantascope on this computer", key.public_key(), root=False)
    leaf = leaf.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    leaf = leaf.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
    chain = b"".join(
        made.sign(root_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM) for made in (leaf, root)
    )
    form = serialization.PrivateFormat.PKCS8
    return Identity(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()), chain)


def _split(data: bytes) -> Identity | None:
    key, mark, rest = data.partition(_CERTIFICATE)
    whole = key.startswith(_BEGIN) and rest.count(_CERTIFICATE) == 1
    return Identity(key, mark + rest) if whole else None


def _good(identity: Identity) -> bool:
    """Whether it can be read, and is valid for another day."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        load_pem_private_key(identity.key, None)
        leaf = x509.load_pem_x509_certificates(identity.chain)[0]
    except (ValueError, TypeError):
        return False
    return leaf.not_valid_after_utc > datetime.now(UTC) + timedelta(days=1)


def _keep(file: Path, data: bytes) -> None:
    """Written whole, readable by this user alone from its first byte on."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)
