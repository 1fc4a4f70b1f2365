"""A sign-in service by another hand (authlib), and an agency that accepts only what it gave out."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from time import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, grants
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload, OAuth2Request
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc import jwk, jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "desk one", "s3cret:with/odd+letters"
KEYS = {"RS512": jwk.RSAKey.generate_key(2048), "ES256": jwk.ECKey.generate_key("P-256")}
"""The desk's own private keys. Made for the tests."""
SIGNING, FORGED = (jwk.RSAKey.generate_key(2048, {"kid": "k1"}) for _ in range(2))


class Client(ClientMixin):
    """The desk, as the service knows it."""

    def get_client_id(self) -> str:
        return CLIENT

    def get_allowed_scope(self, scope: str) -> str:
        return scope or ""

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, SECRET)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_assertion_jwt")

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"


class Assertion(JWTBearerClientAssertion):
    """A signed JWT: each is good once, only for this service, and for five minutes at most."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self.service = service

    def get_audiences(self) -> list[str]:
        return [self.service.token_url]

    def validate_jti(self, claims: Any, jti: str) -> bool:
        new = jti not in self.service.seen
        self.service.seen.add(jti)
        return new and claims["exp"] - claims["iat"] <= 300

    def resolve_client_public_key(self, client: Any) -> Any:
        return self.service.key

    def process_assertion_claims(self, assertion: Any, resolve_key: Any) -> Any:
        self.service.headers.append(self.extract_assertion(assertion)[0])
        token = jwt.decode(assertion, resolve_key, algorithms=list(KEYS))
        self.verify_claims(token.claims)
        return token.claims


class Grant(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_assertion_jwt"]


class Asked(OAuth2Request):
    def __init__(self, request: Request, form: Mapping[str, str], uri: str) -> None:
        super().__init__(request.method, uri, headers=request.headers)
        self.payload = BasicOAuth2Payload(dict(form))
        self._form = dict(form)

    @property
    def form(self) -> dict[str, str]:
        return self._form

    @property
    def args(self) -> dict[str, str]:
        return {}


class Service(AuthorizationServer):
    """Both in one application: `/token`, `/authorize`, and an agency at `/v1/…`."""

    def __init__(self, key: Any = KEYS["RS512"]) -> None:
        super().__init__()
        self.key = key
        self.base = self.token_url = ""
        self.lasts: Any = 600
        self.good: set[str] = set()
        """Access tokens that the agency accepts now."""
        self.given: list[str] = []
        self.refreshes: set[str] = set()
        self.seen: set[str] = set()
        self.headers: list[dict[str, Any]] = []
        self.asked = 0
        """Questions that the agency answered."""
        self.broken: Response | None = None
        """What `/token` answers instead."""
        self.claims: dict[str, Any] = {}
        """What the id token says otherwise than it should."""
        self.visits: dict[str, dict[str, str]] = {}
        self.signing = SIGNING
        self.register_grant(Grant)
        self.register_token_generator("default", self._token)
        self.register_client_auth_method("client_assertion_jwt", Assertion(self))
        self.app = Starlette(
            routes=[
                Route("/token", self.token, methods=["POST"]),
                Route("/authorize", self.authorize),
                Route("/.well-known/openid-configuration", self.published),
                Route("/keys", self.public),
                Route("/v1/{offer}", self.agency),
            ]
        )

    def at(self, base: str) -> None:
        self.base, self.token_url = base, f"{base}/token"

    # For the desk itself

    def query_client(self, client_id: str) -> Client | None:
        return Client() if client_id == CLIENT else None

    def save_token(self, token: Any, request: Any) -> None:
        pass

    def create_oauth2_request(self, request: Any) -> Any:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        return JSONResponse(body, status, dict(headers))

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        pass

    def _token(self, **_: Any) -> dict[str, Any]:
        value = secrets.token_urlsafe(16)
        self.good.add(value)
        self.given.append(value)
        found = {"access_token": value, "token_type": "Bearer", "expires_in": self.lasts}
        return {name: said for name, said in found.items() if said is not None}

    async def token(self, request: Request) -> Response:
        if self.broken is not None:
            return self.broken
        sent = {k: v[0] for k, v in parse_qs((await request.body()).decode()).items()}
        if sent.get("grant_type") == "authorization_code":
            return self._exchange(sent)
        if sent.get("grant_type") == "refresh_token":
            known = sent.get("refresh_token") in self.refreshes
            return JSONResponse(
                self._token() if known else {"error": "invalid_grant"}, 200 if known else 400
            )
        uri = self.token_url.replace("http://", "https://")
        found: Response = self.create_token_response(Asked(request, sent, uri))
        return found

    async def agency(self, request: Request) -> Response:
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or value not in self.good:
            return JSONResponse({"error": f"Token {value} is not accepted."}, 401)
        self.asked += 1
        return JSONResponse({"items": []})

    # For a person

    async def published(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.base,
                "authorization_endpoint": f"{self.base}/authorize",
                "token_endpoint": self.token_url,
                "jwks_uri": f"{self.base}/keys",
            }
        )

    async def public(self, request: Request) -> Response:
        return JSONResponse({"keys": [SIGNING.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        """Whoever comes is signed in at once."""
        asked = dict(request.query_params)
        code = secrets.token_urlsafe(8)
        self.visits[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    def _exchange(self, sent: Mapping[str, str]) -> Response:
        visit = self.visits.pop(sent.get("code", ""), None)
        verifier = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if (
            visit is None
            or visit["code_challenge"] != challenge
            or visit["code_challenge_method"] != "S256"
            or visit["redirect_uri"] != sent.get("redirect_uri")
            or urlsplit(visit["redirect_uri"]).hostname != "127.0.0.1"
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        refresh = secrets.token_urlsafe(8)
        self.refreshes.add(refresh)
        claims = {
            "iss": self.base,
            "aud": CLIENT,
            "sub": "sam",
            "nonce": visit["nonce"],
            "exp": int(time()) + 60,
            **self.claims,
        }
        identity = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.signing)
        return JSONResponse({**self._token(), "refresh_token": refresh, "id_token": identity})
