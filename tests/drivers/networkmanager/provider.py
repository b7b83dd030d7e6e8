"""The other end of the cable: an address server and a page that tells whether the internet is there, in a network
namespace of its own. Run as a script; it takes one word a line and answers each with `done`.

    up          the cable's end comes up; nothing else runs
    INTERNET    addresses are given, and the page says what it should
    SERVER      addresses are given, nobody listens for the page, and our server does, with the certificate own.pem
    IMPOSTOR    the same, with a certificate that nobody believes, foreign.pem
    LIMITED     addresses are given, and nobody listens
    PORTAL      addresses are given, the page sends elsewhere, and so does whoever answers for our server: foreign.pem
    LET_THROUGH as PORTAL, and our server answers
    NO_ADDRESS  nobody gives addresses
"""

import socket
import ssl
import subprocess
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FAR_END = "far0"
ADDRESS = "10.7.9.1"
LEASED = ("10.7.9.80", "10.7.9.99")
SERVER_PORT = 8443
OWN, FOREIGN = "own.pem", "foreign.pem"
"""Certificate and key, in the folder."""
_SHOWN = {"SERVER": OWN, "LET_THROUGH": OWN, "IMPOSTOR": FOREIGN, "PORTAL": FOREIGN}
PAGE = "NetworkManager is online\n"
"""What NetworkManager looks for when nothing else is configured."""


class Page(BaseHTTPRequestHandler):
    portal = False

    def do_GET(self) -> None:
        body = b"" if self.portal else PAGE.encode()
        self.send_response(302 if self.portal else 200)
        if self.portal:
            self.send_header("Location", f"http://{ADDRESS}/sign-in")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Server:
    """Shakes hands over TLS, and hangs up."""

    def __init__(self, shown: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(shown)
        self._listening = context.wrap_socket(socket.create_server((ADDRESS, SERVER_PORT)), server_side=True)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while self._listening.fileno() != -1:
            with suppress(OSError):
                self._listening.accept()[0].close()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


class Provider:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._dhcp: subprocess.Popen[bytes] | None = None
        self._pages: ThreadingHTTPServer | None = None
        self._server: Server | None = None

    def lead(self, where: str) -> None:
        self.stop_pages()
        if where in _SHOWN:
            self._server = Server(self._folder / _SHOWN[where])
        if where in ("INTERNET", "PORTAL", "LET_THROUGH"):
            Page.portal = where != "INTERNET"
            self._pages = ThreadingHTTPServer((ADDRESS, 80), Page)
            threading.Thread(target=self._pages.serve_forever, args=(0.05,), daemon=True).start()
        if where == "NO_ADDRESS":
            self.stop_dhcp()
        elif self._dhcp is None:
            self.start_dhcp()

    def start_dhcp(self) -> None:
        """Ready when it says so."""
        command = ["dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--no-ping", "--log-facility=-"]
        command += [f"--interface={FAR_END}", f"--dhcp-range={LEASED[0]},{LEASED[1]},1h", "--dhcp-authoritative"]
        command += [f"--dhcp-leasefile={self._folder / 'leases'}", f"--dhcp-option=3,{ADDRESS}"]
        self._dhcp = subprocess.Popen(command, stderr=subprocess.PIPE)
        assert self._dhcp.stderr is not None
        line = b""
        while b"DHCP, IP range" not in line:
            line = self._dhcp.stderr.readline()
            assert line, "dnsmasq ended"
        threading.Thread(target=self._dhcp.stderr.read, daemon=True).start()  # it must not fill up

    def stop_dhcp(self) -> None:
        if self._dhcp is not None:
            self._dhcp.terminate()
            self._dhcp.wait(10)
            self._dhcp = None

    def stop_pages(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._pages is not None:
            self._pages.shutdown()
            self._pages.server_close()
            self._pages = None


def main() -> None:
    provider = Provider(Path(sys.argv[1]))
    print("there", flush=True)
    for line in sys.stdin:
        word = line.strip()
        if word == "up":
            for what in (f"addr add {ADDRESS}/24 dev {FAR_END}", f"link set {FAR_END} up", "link set lo up"):
                subprocess.run(["ip", *what.split()], check=True)
        else:
            provider.lead(word)
        print("done", flush=True)
    provider.stop_pages()
    provider.stop_dhcp()


if __name__ == "__main__":
    main()
