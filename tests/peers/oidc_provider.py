"""An OpenID provider that others wrote (idpyoidc, by people of the OpenID certification suite), behind TLS on loopback.

    oidc_provider.py SETTINGS.json

It runs in the environment of peers. SETTINGS has `issuer`, `port`, `certificate`, `key`, `folder`, `client_id`,
`client_secret`, `redirect_uris`, `user` and `claims`: whoever comes is signed in as that user at once. It says `ready`,
and `rotated` for each line `rotate` on standard input: from then on it signs with other keys and knows the old ones no
more."""

import json
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptojwt.key_jar import build_keyjar
from idpyoidc.server import Server
from idpyoidc.server.configure import OPConfiguration
from idpyoidc.server.exception import UnAuthorizedClient
from idpyoidc.server.user_authn.authn_context import INTERNETPROTOCOLPASSWORD

KEYS = [{"type": "RSA", "use": ["sig"]}, {"type": "EC", "crv": "P-256", "use": ["sig"]}]
SECRETS = [{"type": "OCT", "use": ["enc"], "kid": "password"}, {"type": "OCT", "use": ["enc"], "kid": "salt"}]
PARTS = "idpyoidc.server"


def provider(said: dict[str, Any]) -> Any:
    """Any: of a library that is not in the environment of our own."""
    user = said["user"]
    methods = ["client_secret_basic"]
    settings = {
        "issuer": said["issuer"],
        "key_conf": {"key_defs": KEYS, "uri_path": "jwks.json"},
        "preference": {
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid", "profile", "groups"],
            "token_endpoint_auth_methods_supported": methods,
        },
        "scopes_to_claims": {"openid": ["sub"], "profile": ["preferred_username"], "groups": ["groups"]},
        "endpoint": {
            "provider_config": {
                "path": ".well-known/openid-configuration",
                "class": f"{PARTS}.oidc.provider_config.ProviderConfiguration",
                "kwargs": {},
            },
            "authorization": {
                "path": "authorization",
                "class": f"{PARTS}.oidc.authorization.Authorization",
                "kwargs": {"response_types_supported": ["code"], "response_modes_supported": ["query"]},
            },
            "token": {
                "path": "token",
                "class": f"{PARTS}.oidc.token.Token",
                "kwargs": {"client_authn_method": methods},
            },
        },
        "authentication": {
            "anon": {
                "acr": INTERNETPROTOCOLPASSWORD,
                "class": f"{PARTS}.user_authn.user.NoAuthn",
                "kwargs": {"user": user},
            }
        },
        "userinfo": {"class": f"{PARTS}.user_info.UserInfo", "kwargs": {"db": {user: {"sub": user, **said["claims"]}}}},
        "add_ons": {
            "pkce": {
                "function": f"{PARTS}.oauth2.add_on.pkce.add_support",
                "kwargs": {
                    "essential": True,
                    "code_challenge_methods": {"S256": f"{PARTS}.oauth2.add_on.pkce.hash_S256"},
                },
            }
        },
        "token_handler_args": {
            "code": {"kwargs": {"lifetime": 60}},
            "token": {"class": f"{PARTS}.token.jwt_token.JWTToken", "kwargs": {"lifetime": 300}},
            "id_token": {
                "class": f"{PARTS}.token.id_token.IDToken",
                "kwargs": {"add_claims_by_scope": True, "lifetime": 300},
            },
        },
        "session_params": {"encrypter": {"kwargs": {"keys": {"key_defs": SECRETS}, "iterations": 1}}},
    }
    server = Server(OPConfiguration(settings, base_path=said["folder"]), cwd=said["folder"])
    server.context.cdb[said["client_id"]] = {
        "client_secret": said["client_secret"],
        "redirect_uris": [(each, {}) for each in said["redirect_uris"]],
        "application_type": "native",
        "response_types_supported": ["code"],
        "token_endpoint_auth_method": "client_secret_basic",
        "allowed_scopes": ["openid", "profile", "groups"],
        "id_token_signed_response_alg": "RS256",
    }
    server.keyjar.add_symmetric(said["client_id"], said["client_secret"])
    return server


def rotate(server: Any, issuer: str) -> None:
    """Any: as above."""
    fresh = build_keyjar(KEYS).export_jwks(private=True, issuer_id="")
    for owner in ("", issuer):
        if owner in server.keyjar:
            del server.keyjar[owner]
        server.keyjar.import_jwks(fresh, owner)


def visits(server: Any) -> type[BaseHTTPRequestHandler]:
    """Any: as above."""

    class Visit(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = urlsplit(self.path)
            if place.path == "/jwks.json":
                return self.say(200, server.keyjar.export_jwks_as_json(issuer_id=""))
            if place.path.endswith("/openid-configuration"):
                return self.asked("provider_config", {})
            return self.asked("authorization", dict(parse_qsl(place.query)))

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["content-length"])).decode()
            return self.asked("token", dict(parse_qsl(form)))

        def asked(self, name: str, request: dict[str, str]) -> None:
            endpoint = server.get_endpoint(name)
            headers = {"headers": {key.lower(): value for key, value in self.headers.items()}}
            try:
                parsed = endpoint.parse_request(request, http_info=headers)
            except UnAuthorizedClient:
                return self.say(401, '{"error": "invalid_client"}')
            if "error" in parsed:
                return self.say(400, json.dumps({"error": str(parsed["error"])}))
            done = endpoint.process_request(parsed, http_info=headers)
            if "error" in done:
                return self.say(400, json.dumps({"error": str(done["error"])}))
            answer = endpoint.do_response(request=parsed, **done)
            if name == "authorization":
                return self.say(303, "", answer["response"])
            return self.say(200, answer["response"])

        def say(self, status: int, words: str, location: str = "") -> None:
            content = words.encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            if location:
                self.send_header("location", location)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words: object) -> None:
            pass

    return Visit


def main() -> None:
    said = json.loads(Path(sys.argv[1]).read_text())
    server = provider(said)
    front = ThreadingHTTPServer(("127.0.0.1", said["port"]), visits(server))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(said["certificate"], said["key"])
    front.socket = context.wrap_socket(front.socket, server_side=True)
    Thread(target=front.serve_forever, daemon=True).start()
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "rotate":
            rotate(server, said["issuer"])
            print("rotated", flush=True)


if __name__ == "__main__":
    main()
