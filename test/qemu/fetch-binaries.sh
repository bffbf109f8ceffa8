#!/bin/sh
# Fetches QEMU 10.0 from Debian's backports for the tests. Its packages and missing dependencies are unpacked in DIR, not
# installed, and not stored in the repository. Does nothing if DIR/bin exists.
# Usage: fetch-binaries.sh DIR      creates DIR/bin/qemu-system-x86_64, qemu-storage-daemon and qemu-ga
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
# shellcheck disable=SC2086 # the options are separate words
apt-get $apt -qq update
# --reinstall also downloads packages that are already installed.
# shellcheck disable=SC2086
apt-get $apt -qq -t bookworm-backports install --download-only --reinstall -y --no-install-recommends \
  qemu-system-x86 qemu-system-common qemu-system-data seabios qemu-utils qemu-guest-agent
for package in cache/archives/*.deb; do dpkg-deb -x "$package" .; done

# wrap PROGRAM ARGUMENTS: creates a script that runs a program with the libraries, modules and firmware in DIR.
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
  version=$("$program" --version)
  echo "$version" | head -n 1
done
rm -rf cache lists deb.sources
# Last, because its existence means that everything is complete.
mv bin.new bin
