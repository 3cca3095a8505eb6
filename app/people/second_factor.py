"""One-time codes (RFC 6238): the secret sealed at rest, its QR code, and which step a code belongs to.

The sealing key is derived from the installation's secret, so a copy of the database alone yields no code. Each sealed
text is bound to its person and purpose: one moved to another row opens nothing.
"""

import base64
import io
import os
from datetime import datetime

import pyotp
import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECONDS = 30
"""How long one step lasts."""
SKEW = 1
"""Steps that a phone's clock may be behind or ahead."""
_NONCE = 12


def new_secret() -> str:
    """Return a fresh secret of 160 bits in base 32, as authenticator apps take it."""
    return pyotp.random_base32(32)


def seal(text: str, installation_secret: bytes, bound_to: str) -> str:
    """Encrypt ``text``; it opens again only with the same secret and under the same ``bound_to``."""
    nonce = os.urandom(_NONCE)
    sealed = _cipher(installation_secret).encrypt(nonce, text.encode(), bound_to.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, installation_secret: bytes, bound_to: str) -> str | None:
    """Return what was sealed, or None when it was altered, moved or sealed under another secret."""
    try:
        raw = base64.urlsafe_b64decode(sealed.encode())
        return _cipher(installation_secret).decrypt(raw[:_NONCE], raw[_NONCE:], bound_to.encode()).decode()
    except (ValueError, InvalidTag):
        return None


def step_of(secret: str, code: str, last_step: int, now: datetime) -> int | None:
    """Return the step whose code this is, if it is near ``now`` and was not used before, else None."""
    present, generator = int(now.timestamp()) // SECONDS, pyotp.TOTP(secret)
    near = range(present - SKEW, present + SKEW + 1)
    # every near step is computed and compared, so that the time taken says nothing
    fitting = [step for step in near if pyotp.utils.strings_equal(generator.generate_otp(step), code)]
    return next((step for step in fitting if step > last_step), None)


def address_of(secret: str, username: str, issuer: str) -> str:
    """Return the ``otpauth://`` address that a QR code carries."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def qr_code(address: str) -> str:
    """Return a QR code as SVG, dark on light in every colour scheme, without any style."""
    drawn = io.BytesIO()
    made = segno.make(address, error="m", micro=False)
    made.save(drawn, kind="svg", xmldecl=False, nl=False, omitsize=True, light="#fff", svgclass="qr", lineclass=None)
    return drawn.getvalue().decode()


def _cipher(installation_secret: bytes) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"qualward second factor 1")
    return AESGCM(derive.derive(installation_secret))
