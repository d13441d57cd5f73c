import sys

import dns.exception
import dns.resolver
from dns.resolver import NXDOMAIN, NoAnswer, resolve


class MailDomains:
    def __init__(self, resolver: dns.resolver.Resolver):
        self.resolver = resolver

    def servers(self, domain):
        try:
            answer = self.resolver.resolve(domain, "MX")
        except NXDOMAIN:
            return None
        except NoAnswer:
            return [domain]
        return [str(record.exchange) for record in sorted(answer, key=lambda record: record.preference)]

    def addresses(self, domain):
        return [address for server in self.servers(domain) for address in self.of(server)]

    def of(self, server):
        return list(self.resolver.resolve_name(server).addresses())

    def policy(self, domain):
        for record in self.resolver.query(f"_dmarc.{domain}", "TXT"):
            return b"".join(record.strings).decode()


def our_resolver(server):
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [server]
    resolver.lifetime = 2.0
    return resolver


def owner(address):
    try:
        return str(dns.resolver.resolve_address(address)[0])
    except dns.exception.Timeout as error:
        return f"no answer: {error}"


def main():
    domains = MailDomains(our_resolver("192.0.2.53"))
    for domain in sys.argv[1:]:
        print(domain, domains.addresses(domain), domains.policy(domain))
        print(dns.resolver.zone_for_name(domain), resolve(domain, "SOA").rrset)
        print([owner(str(record)) for record in resolve(domain)])


if __name__ == "__main__":
    main()
