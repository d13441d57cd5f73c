import dns.message
import dns.query
import dns.resolver


def ask(sock, name, server):
    return dns.query.udp(dns.message.make_query(name, "A"), server, sock=sock)


def everywhere():
    dns.resolver.override_system_resolver(dns.resolver.Resolver())
