"""Looks up what a mail server wants to know of domains, at the name server in DATABASE_URL (`127.0.0.1:5353`)."""

import os
from dataclasses import dataclass, field

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rdatatype
import dns.resolver
from dns.resolver import NXDOMAIN, NoAnswer

HOST, _, PORT = os.environ["DATABASE_URL"].rpartition(":")


def new_resolver(lifetime=5.0):
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [HOST]
    resolver.port = int(PORT)
    resolver.lifetime = lifetime
    resolver.cache = dns.resolver.Cache()
    return resolver


@dataclass
class Domain:
    name: str
    servers: list = field(default_factory=list)
    addresses: list = field(default_factory=list)
    policy: str = "none"


class Directory:
    """What is known of domains; each is asked for once."""

    def __init__(self, resolver):
        self.resolver = resolver
        self.known = {}

    def __contains__(self, name):
        return name in self.known

    def find(self, name):
        if name not in self.known:
            self.known[name] = self.look_up(name)
        return self.known[name]

    def look_up(self, name):
        domain = Domain(name)
        for record in self.records(name, "MX", lambda record: record.preference):
            server = record.exchange.to_text()
            domain.servers.append(server)
            domain.addresses += self.addresses(server)
        for record in self.records(f"_dmarc.{name}", "TXT"):
            domain.policy = b"".join(record.strings).decode()
        return domain

    def records(self, name, kind, key=str):
        try:
            return sorted(self.resolver.resolve(name, kind), key=key)
        except NXDOMAIN as error:
            print("  no such name:", error.qnames()[0] if callable(error.qnames) else error.qnames[0])
        except NoAnswer:
            print("  no", kind, "of", name)
        return []

    def addresses(self, name):
        return sorted(self.resolver.resolve_name(name).addresses())

    def owners(self, addresses):
        return {address: self.resolver.resolve_address(address)[0].target.to_text() for address in addresses}


class LoudDirectory(Directory):
    def look_up(self, name):
        print("looking up", name)
        return super().look_up(name)


def first_text(resolver, *names):
    """The first of the names that has a text."""
    for name in names:
        try:
            answer = resolver.resolve(name, dns.rdatatype.TXT, raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN:
            continue
        if answer.rrset is not None:
            return name, [text.decode() for record in answer for text in record.strings]
    return None


def services(resolver, domain):
    for record in sorted(resolver.resolve(f"_imap._tcp.{domain}", "SRV")):
        yield record.target.to_text(), record.port


def raw_question(name):
    """Without a resolver: one packet there, one back."""
    question = dns.message.make_query(dns.name.from_text(name), "A")
    answer = dns.query.udp(question, HOST, port=int(PORT), timeout=2)
    return bool(answer.flags & dns.flags.AA), [rrset.to_text() for rrset in answer.answer]


def report(directory, names):
    for name in names:
        domain = directory.find(name)
        print(domain.name, domain.servers, domain.addresses, domain.policy)


def failing(resolver):
    try:
        resolver.resolve("silent.shop.test", "A", lifetime=0.3)
    except dns.exception.Timeout as error:
        print("timeout", isinstance(error, dns.resolver.LifetimeTimeout))
    for name in ("nowhere.shop.test", "empty.shop.test"):
        try:
            print(resolver.resolve(name, "A"))
        except (NXDOMAIN, NoAnswer) as error:
            print(type(error).__name__, name)


def main():
    resolver = new_resolver()
    directory = LoudDirectory(resolver)
    report(directory, ["shop.test", "nowhere.shop.test", "empty.shop.test", "shop.test"])
    print("shop.test" in directory, directory.owners(directory.find("shop.test").addresses))
    print(first_text(resolver, "nowhere.shop.test", "empty.shop.test", "shop.test"))
    print([f"{host}:{port}" for host, port in services(resolver, "shop.test")])
    print(resolver.canonical_name("alias.shop.test"))
    print(dns.resolver.zone_for_name("www.shop.test", resolver=resolver))
    print(raw_question("www.shop.test."))
    failing(resolver)
    hits = resolver.cache.hits()
    again = [record.address for record in resolver.resolve("www.shop.test")]
    print(again, resolver.cache.hits() > hits)


if __name__ == "__main__":
    main()
