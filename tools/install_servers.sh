#!/bin/sh
# Installs the database servers that the tests start, where they are missing and apt-get can install them.
# Elsewhere it says what is missing and ends well: the tests then skip loudly, or fail when CI is set.
set -eu

PATH="$PATH:/usr/sbin:/usr/local/sbin"

has_postgres() {
    command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

has_mariadb() {
    command -v mariadbd >/dev/null && command -v mariadb-install-db >/dev/null
}

has_redis() {
    command -v redis-server >/dev/null
}

packages=""
services=""
if ! has_postgres; then packages="$packages postgresql" services="$services postgresql"; fi
if ! has_mariadb; then packages="$packages mariadb-server" services="$services mariadb"; fi
if ! has_redis; then packages="$packages redis-server" services="$services redis-server"; fi
[ -n "$packages" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "install by hand, as root:$packages" >&2
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "no apt-get here; install by hand:$packages" >&2
    exit 0
fi

$as_root apt-get update -q
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages

# The tests start servers of their own, on free ports: those of the distribution need not run.
for service in $services; do
    $as_root service "$service" stop >/dev/null 2>&1 || true
done
