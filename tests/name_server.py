"""A name server for tests: one zone, over UDP on loopback, in a thread; it remembers what it was asked.

with NameServer() as server:
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
"""

from __future__ import annotations

import socket
import threading
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.zone

ZONE = """
$ORIGIN shop.test.
$TTL 300
@ SOA ns hostmaster 1 7200 900 1209600 300
@ NS ns
@ MX 20 mail2
@ MX 10 mail
@ TXT "v=spf1" "-all"
_dmarc TXT "v=DMARC1; p=reject"
_imap._tcp SRV 0 1 993 mail
mail A 192.0.2.25
mail2 A 192.0.2.26
mail2 AAAA 2001:db8::26
www A 192.0.2.80
alias CNAME www
empty HINFO none none
"""
REVERSE = """
$ORIGIN arpa.
$TTL 300
@ SOA ns.shop.test. hostmaster.shop.test. 1 7200 900 1209600 300
25.2.0.192.in-addr PTR mail.shop.test.
26.2.0.192.in-addr PTR mail2.shop.test.
6.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6 PTR mail2.shop.test.
"""


class NameServer:
    """Answers from the zones, says nothing to questions for `silent.…`, and keeps every question."""

    def __init__(self) -> None:
        self.zones: list[Any] = [
            dns.zone.from_text(text, check_origin=False, relativize=False) for text in (ZONE, REVERSE)
        ]
        self.questions: list[str] = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.serve)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))
        self.thread.join()
        self.socket.close()

    def serve(self) -> None:
        while True:
            data, sender = self.socket.recvfrom(4096)
            if not data:
                return
            query = dns.message.from_wire(data)
            (question,) = query.question
            self.questions.append(f"{question.name} {dns.rdatatype.to_text(question.rdtype)}")
            if not question.name.to_text().startswith("silent."):
                self.socket.sendto(self.answer(query, question.name, question.rdtype).to_wire(), sender)

    def answer(self, query: Any, name: Any, kind: Any) -> Any:
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        zone: Any = next((zone for zone in self.zones if name.is_subdomain(zone.origin)), None)
        if zone is None:
            response.set_rcode(dns.rcode.REFUSED)
            return response
        alias = zone.get_rrset(name, "CNAME")
        if alias is not None:
            response.answer.append(alias)
            name = alias[0].target
        found = zone.get_rrset(name, kind)
        if found is not None:
            response.answer.append(found)
        elif not any(other.is_subdomain(name) for other in zone.nodes):
            response.set_rcode(dns.rcode.NXDOMAIN)
        if found is None:
            response.authority.append(zone.get_rrset(zone.origin, "SOA"))
        return response
