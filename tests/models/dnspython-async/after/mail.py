import asyncio
import sys

import dns.exception
import dns.asyncresolver
from dns.asyncresolver import resolve
from dns.resolver import NXDOMAIN, NoAnswer


class MailDomains:
    def __init__(self, resolver: dns.asyncresolver.Resolver):
        self.resolver = resolver

    async def servers(self, domain):
        try:
            answer = await self.resolver.resolve(domain, "MX")
        except NXDOMAIN:
            return None
        except NoAnswer:
            return [domain]
        return [str(record.exchange) for record in sorted(answer, key=lambda record: record.preference)]

    async def addresses(self, domain):
        return [address for server in await self.servers(domain) for address in await self.of(server)]

    async def of(self, server):
        return list((await self.resolver.resolve_name(server)).addresses())

    async def policy(self, domain):
        for record in await self.resolver.resolve(f"_dmarc.{domain}", "TXT", search=True):
            return b"".join(record.strings).decode()


def our_resolver(server):
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = [server]
    resolver.lifetime = 2.0
    return resolver


async def owner(address):
    try:
        return str((await dns.asyncresolver.resolve_address(address))[0])
    except dns.exception.Timeout as error:
        return f"no answer: {error}"


async def main():
    domains = MailDomains(our_resolver("192.0.2.53"))
    for domain in sys.argv[1:]:
        print(domain, await domains.addresses(domain), await domains.policy(domain))
        print(await dns.asyncresolver.zone_for_name(domain), (await resolve(domain, "SOA")).rrset)
        print([await owner(str(record)) for record in await resolve(domain)])


if __name__ == "__main__":
    asyncio.run(main())
