"""How a token is asked for: OAuth 2 client credentials, with a secret or with a signed JWT.

RFC 6749 section 4.4 and, for the JWT, RFC 7523; NHS services ask for RS512 and `kid`, and for a
JWT of at most five minutes. Loads joserfc: imported when a token is first needed.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import uuid4

from pydantic import SecretStr

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.agency import Agency

if TYPE_CHECKING:
    from ooh_console.agencies.credentials import Form

LASTS = 240
"""Seconds for which a signed JWT holds."""
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

Asked = tuple[str, dict[str, str], dict[str, str]]
"""Address, form and headers."""


def for_the_desk(agency: Agency, secret: SecretStr) -> Asked:
    """The request for a token for the desk itself. Raises `CouldNotCheck`."""
    auth = agency.auth
    form = {"grant_type": "client_credentials"}
    if auth.scopes:
        form["scope"] = " ".join(auth.scopes)
    if auth.method == "oauth-jwt":
        form["client_assertion_type"] = ASSERTION
        form["client_assertion"] = _assertion(agency, secret)
        return auth.token_url, form, {}
    if auth.audience:
        form["audience"] = auth.audience
    return auth.token_url, form, basic(auth.client_id, secret)


def basic(client_id: str, secret: SecretStr) -> dict[str, str]:
    """A client's name and secret as RFC 6749 section 2.3.1 writes them."""
    # A space as %20 and not as +: every service reads that.
    pair = f"{quote(client_id, safe='')}:{quote(secret.get_secret_value(), safe='')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


async def by_refresh(agency: Agency, refresh: SecretStr, form: Form) -> Asked:
    """The request that renews a person's sign-in without them. Raises `CouldNotCheck`."""
    from ooh_console.agencies.presence import settings_of

    published = await settings_of(agency, form)
    sent = {
        "grant_type": "refresh_token",
        "refresh_token": refresh.get_secret_value(),
        "client_id": agency.auth.client_id,
    }
    return published.token_endpoint, sent, {}


def _assertion(agency: Agency, key: SecretStr) -> str:
    from joserfc import jwk, jwt
    from joserfc.errors import JoseError

    auth = agency.auth
    now = int(datetime.now(UTC).timestamp())
    claims: Mapping[str, Any] = {
        "iss": auth.client_id,
        "sub": auth.client_id,
        "aud": auth.audience or auth.token_url,
        "jti": str(uuid4()),
        "iat": now,
        "exp": now + LASTS,
    }
    header = {"alg": auth.algorithm, "typ": "JWT"} | ({"kid": auth.key_id} if auth.key_id else {})
    kind: Any = jwk.ECKey if auth.algorithm.startswith("ES") else jwk.RSAKey
    try:
        imported = kind.import_key(key.get_secret_value())
        return jwt.encode(header, dict(claims), imported, algorithms=[auth.algorithm])
    except (JoseError, ValueError, TypeError):
        # The error may quote the key.
        raise CouldNotCheck(
            f"was not asked: our private key for it does not sign with {auth.algorithm}"
        ) from None
