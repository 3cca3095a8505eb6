"""Certificates are verified against the real name, though the connection goes to a checked address."""

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.base.outbound import Limits, Outbound, Refusal, Reply, wire
from tests.base.outbound.loopback import OK, Server, answered, redirect
from tests.base.outbound.loopback import answer as always

SMALL = Limits(connect_ms=400, read_ms=400, total_ms=800)


@dataclass(frozen=True)
class Authority:
    """A certificate authority of our own, for one test run."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    folder: Path

    @property
    def file(self) -> Path:
        path = self.folder / "authority.pem"
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def server(self, *names: str, days: int = 1) -> ssl.SSLContext:
        """Return what a server with these names would use."""
        key = ec.generate_private_key(ec.SECP256R1())
        subjects = [x509.IPAddress(ip_address(n)) if n[0].isdigit() else x509.DNSName(n) for n in names]
        certificate = (
            drafted("server", self.certificate.subject, key, days)
            .add_extension(x509.SubjectAlternativeName(subjects), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        path = self.folder / f"{names[0]}-{days}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def drafted(name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
    )


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        drafted("test authority", name, key, 2)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate, tmp_path_factory.mktemp("authority"))


@pytest.fixture
def secure_door(door: Callable[..., Outbound], authority: Authority) -> Callable[..., Outbound]:
    """A door that trusts the test's authority and finds every name on 127.0.0.1, opened for one port."""

    def make(port: int, **kwargs: Any) -> Outbound:
        def resolve(_host: str, asked: int, **_: Any) -> list[tuple[Any, ...]]:
            return [answered("127.0.0.1", asked)]

        allow = f"127.0.0.1:{port} vendor.example:{port} other.example:{port} http://plain.example:{port}"
        return door(allow, SMALL, resolve=resolve, **({"authorities": authority.file} | kwargs))

    return make


def test_the_right_name_is_accepted_with_sni_and_host(
    serve: Callable[..., Server], secure_door: Callable[..., Outbound], authority: Authority
) -> None:
    server = serve(context=authority.server("vendor.example"))
    outbound = secure_door(server.port)
    for _ in range(3):
        found = outbound.get(f"https://VENDOR.example.:{server.port}/feed?x=1")
        assert isinstance(found, Reply)
    assert server.names == ["vendor.example"]
    assert server.connections == 1
    path, head = server.requests[0]
    assert path == "/feed?x=1"
    assert f"\r\nHost: vendor.example:{server.port}\r\n".encode() in head


def test_an_address_in_the_certificate_is_accepted(
    serve: Callable[..., Server], secure_door: Callable[..., Outbound], authority: Authority
) -> None:
    server = serve(context=authority.server("127.0.0.1"))
    assert isinstance(secure_door(server.port).get(f"https://127.0.0.1:{server.port}/"), Reply)


@pytest.mark.parametrize(
    ("names", "days", "said"),
    [
        (["other.example"], 1, "Hostname mismatch"),
        (["127.0.0.1"], 1, "Hostname mismatch"),
        (["vendor.example.evil.example", "endor.example"], 1, "Hostname mismatch"),
        (["vendor.example"], -1, "certificate has expired"),
    ],
)
def test_a_wrong_certificate_is_refused_before_anything_is_asked(
    names: list[str],
    days: int,
    said: str,
    serve: Callable[..., Server],
    secure_door: Callable[..., Outbound],
    authority: Authority,
) -> None:
    server = serve(context=authority.server(*names, days=days))
    found = secure_door(server.port).get(f"https://vendor.example:{server.port}/")
    assert isinstance(found, Refusal)
    assert found.reason_code == "certificate"
    assert said in found.sentence
    assert server.requests == []


def test_an_authority_nobody_trusts_is_refused(
    serve: Callable[..., Server], secure_door: Callable[..., Outbound], authority: Authority
) -> None:
    server = serve(context=authority.server("vendor.example"))
    found = secure_door(server.port, authorities=None).get(f"https://vendor.example:{server.port}/")
    assert isinstance(found, Refusal)
    assert found.reason_code == "certificate"
    assert server.requests == []


def test_environment_variables_add_no_authority(
    serve: Callable[..., Server],
    secure_door: Callable[..., Outbound],
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(authority.file))
    wire.tls_context.cache_clear()
    server = serve(context=authority.server("vendor.example"))
    found = secure_door(server.port, authorities=None).get(f"https://vendor.example:{server.port}/")
    assert isinstance(found, Refusal)


def test_control_without_the_name_check_the_wrong_name_is_accepted(
    serve: Callable[..., Server],
    secure_door: Callable[..., Outbound],
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Plant: switch the comparison of names off."""
    wire.tls_context.cache_clear()
    context = wire.tls_context(authority.file)
    monkeypatch.setattr(context, "check_hostname", False)
    server = serve(context=authority.server("other.example"))
    assert isinstance(secure_door(server.port).get(f"https://vendor.example:{server.port}/"), Reply)
    wire.tls_context.cache_clear()


def test_https_never_becomes_http(
    serve: Callable[..., Server], secure_door: Callable[..., Outbound], authority: Authority
) -> None:
    server = serve(context=authority.server("vendor.example"))
    server.behave = always(redirect(f"http://plain.example:{server.port}/"))
    found = secure_door(server.port).get(f"https://vendor.example:{server.port}/")
    assert isinstance(found, Refusal)
    assert found.reason_code == "downgrade"
    assert server.connections == 1


def test_secrets_stay_with_the_host_they_were_meant_for(
    serve: Callable[..., Server], secure_door: Callable[..., Outbound], authority: Authority
) -> None:
    server = serve(context=authority.server("vendor.example", "other.example"))

    def behave(connection: socket.socket, path: str, _head: bytes) -> None:
        ends = {"/": "/here", "/here": f"https://other.example:{server.port}/there"}
        connection.sendall(redirect(ends[path]) if path in ends else OK)

    server.behave = behave
    sent = {"Authorization": "Bearer abc", "If-None-Match": '"1"'}
    found = secure_door(server.port).get(f"https://vendor.example:{server.port}/", sent)
    assert isinstance(found, Reply)
    assert [b"Bearer" in head for _, head in server.requests] == [True, True, False]
    assert all(b'If-None-Match: "1"' in head for _, head in server.requests)
    assert found.redirects == (
        f"https://vendor.example:{server.port}/",
        f"https://vendor.example:{server.port}/here",
    )


@pytest.mark.parametrize("piece", [b"", b"\x16\x03\x03\x40\x00" + b"\x02", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_slow_or_foreign_handshake_ends(
    piece: bytes, serve: Callable[..., Server], secure_door: Callable[..., Outbound], stack: Any
) -> None:
    """A listener that dribbles a TLS record, or speaks something else, before any request."""

    class Dribbler(Server):
        def _speak(self, plain: socket.socket) -> None:
            plain.sendall(piece)
            for _ in range(60):
                time.sleep(0.02)
                if piece and not self.stopping.is_set():
                    plain.sendall(b"\x00")

    server = stack.enter_context(Dribbler())
    began = time.monotonic()
    found = secure_door(server.port).get(f"https://vendor.example:{server.port}/")
    assert isinstance(found, Refusal)
    assert found.reason_code in {"tls", "deadline"}
    assert time.monotonic() - began < 0.7
