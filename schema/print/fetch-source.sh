#!/bin/sh
# Fetches QEMU's sources from Debian for schema/print, the tests and the benches: its schemas, its generator and its Python
# library. Nothing of it is stored in the repository. Does nothing if DIR/VERSION exists.
# Usage: fetch-source.sh DIR SUITE|URL
#   SUITE  bookworm (QEMU 7.2) or bookworm-backports (QEMU 10.0)
#   URL    the address of the tar file
set -eu
usage="usage: fetch-source.sh DIR SUITE|URL"
dir=${1:?$usage} origin=${2:?$usage}
[ -f "$dir/VERSION" ] && exit 0
mkdir -p "$dir"
cd "$dir"
url=$origin
case $origin in
  http*) ;;
  *)
    mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources | head -n 1)
    key=/usr/share/keyrings/debian-archive-keyring.gpg
    printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$mirror" "$origin" "$key" > src.sources
    mkdir -p lists/partial
    apt="-oDir::Etc::sourcelist=$PWD/src.sources -oDir::Etc::sourceparts=/dev/null -oDir::State::Lists=$PWD/lists"
    # shellcheck disable=SC2086 # the options are separate words
    apt-get $apt -qq update
    # shellcheck disable=SC2086
    url=$(apt-get $apt source --print-uris qemu | sed -n "s/^'\([^']*\.orig\.tar\.[a-z0-9]*\)'.*/\1/p")
    ;;
esac
curl -fsSL -o source.tar.xz "$url"
# VERSION last, because its existence means that everything is complete.
tar xf source.tar.xz --strip-components=1 --wildcards --exclude='*/tests/*' '*/qapi/*.json' '*/qga/qapi-schema.json' \
  '*/storage-daemon/qapi' '*/scripts/qapi' '*/scripts/qapi-gen.py'
# Later versions lack it.
tar xf source.tar.xz --strip-components=1 --wildcards '*/python/qemu/qmp' 2> /dev/null || true
tar xf source.tar.xz --strip-components=1 --wildcards '*/VERSION' --exclude='*/*/VERSION'
rm -rf source.tar.xz lists src.sources
echo "QEMU $(cat VERSION): $PWD"
