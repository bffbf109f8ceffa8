#!/bin/sh
# Fetches QEMU 10.0 from Debian's backports for the tests, beside the QEMU that is installed: its packages, and those
# that they need and that are missing here, are unpacked and not installed. Nothing of them is kept in the repository.
# Does nothing when they are there.
# Usage: fetch-binaries.sh DIR      leaves DIR/bin/qemu-system-x86_64, qemu-storage-daemon and qemu-ga
set -eu
dir=${1:?usage: fetch-binaries.sh DIR}
[ -d "$dir/bin" ] && exit 0
mkdir -p "$dir"
cd "$dir"
mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources | head -n 1)
key=/usr/share/keyrings/debian-archive-keyring.gpg
printf 'Types: deb\nURIs: %s\nSuites: bookworm bookworm-backports\nComponents: main\nSigned-By: %s\n' "$mirror" "$key" \
  > deb.sources
mkdir -p lists/partial cache/archives/partial
apt="-oDir::Etc::sourcelist=$PWD/deb.sources -oDir::Etc::sourceparts=/dev/null -oDir::State::Lists=$PWD/lists"
apt="$apt -oDir::Cache=$PWD/cache -oAPT::Sandbox::User=root"
# shellcheck disable=SC2086 # the options are words of their own
apt-get $apt -qq update
# Reinstalled, in apt's words, where somebody has installed just these: they are downloaded in any case.
# shellcheck disable=SC2086
apt-get $apt -qq -t bookworm-backports install --download-only --reinstall -y --no-install-recommends \
  qemu-system-x86 qemu-system-common qemu-system-data seabios qemu-utils qemu-guest-agent
for package in cache/archives/*.deb; do dpkg-deb -x "$package" .; done

# wrap PROGRAM ARGUMENTS: a program that finds its libraries, modules and firmware here, and nothing of the installed.
libraries=$(echo "$PWD"/usr/lib/*-linux-gnu)
wrap() {
  program=$1
  shift
  {
    echo "#!/bin/sh"
    echo "export LD_LIBRARY_PATH='$libraries:$PWD${libraries#"$PWD/usr"}' QEMU_MODULE_DIR='$libraries/qemu'"
    echo "exec '$PWD/$program' $* \"\$@\""
  } > "bin.new/${program##*/}"
  chmod +x "bin.new/${program##*/}"
}
mkdir -p bin.new
wrap usr/bin/qemu-system-x86_64 -L "'$PWD/usr/share/qemu'" -L "'$PWD/usr/share/seabios'"
wrap usr/bin/qemu-storage-daemon
wrap usr/sbin/qemu-ga
for program in bin.new/*; do
  said=$("$program" --version)
  echo "$said" | head -n 1
done
rm -rf cache lists deb.sources
# It comes last: where it is, everything is.
mv bin.new bin
