#!/bin/sh
# Unpacks the QEMU of a Debian suite in DIR, with the C library and everything else that it needs, so that it runs on an
# older Debian. Installs nothing, and nothing of it is stored in the repository. Does nothing if DIR/bin exists.
# Usage: fetch-binaries.sh DIR SUITE [PACKAGE...]
#   SUITE    bookworm (QEMU 7.2), bookworm-backports (10.0) or trixie-backports (11.1)
#   PACKAGE  more packages, for example qemu-system-arm
# Creates DIR/bin/qemu-system-x86_64, qemu-storage-daemon, qemu-ga, and one script for each other emulator.
set -eu
usage="usage: fetch-binaries.sh DIR SUITE [PACKAGE...]"
dir=${1:?$usage} suite=${2:?$usage}
shift 2
[ -d "$dir/bin" ] && exit 0
mkdir -p "$dir"
cd "$dir"
rm -rf root cache lists bin.new
mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources | head -n 1)
key=/usr/share/keyrings/debian-archive-keyring.gpg
printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$mirror" \
  "$(echo "${suite%-backports} $suite" | tr ' ' '\n' | sort -u | tr '\n' ' ')" "$key" > deb.sources
mkdir -p lists/partial cache/archives/partial
# An empty list of installed packages: apt downloads every dependency.
: > status
apt="-oDir::Etc::sourcelist=$PWD/deb.sources -oDir::Etc::sourceparts=/dev/null -oDir::State::Lists=$PWD/lists"
apt="$apt -oDir::State::status=$PWD/status -oDir::Cache=$PWD/cache -oAPT::Sandbox::User=root"
# shellcheck disable=SC2086 # the options are separate words
apt-get $apt -qq update
# The packages with modules too: QEMU would load an absent module from an installed QEMU of another version, and abort.
modules=
for package in qemu-block-extra qemu-system-gui qemu-system-modules-opengl qemu-system-modules-spice; do
  # shellcheck disable=SC2086
  apt-cache $apt show "$package" > /dev/null 2>&1 && modules="$modules $package"
done
# shellcheck disable=SC2086
apt-get $apt -qq -t "$suite" install --download-only -y --no-install-recommends \
  qemu-system-x86 qemu-system-common qemu-system-data seabios qemu-utils qemu-guest-agent $modules "$@" > /dev/null
for package in cache/archives/*.deb; do dpkg-deb -x "$package" root; done

# wrap PROGRAM ARGUMENTS: creates a script that runs a program with the loader, libraries, modules and firmware in DIR.
root=$PWD/root
# Other folders have libraries of guests.
libraries=$(dirname "$root"/usr/lib/*-linux-gnu/libglib-2.0.so.0)
triplet=${libraries##*/}
for file in "$root"/lib/"$triplet"/ld-linux-*.so.* "$libraries"/ld-linux-*.so.*; do
  [ -f "$file" ] && loader=$file && break
done
search="$libraries:$root/lib/$triplet:$libraries/pulseaudio"
wrap() {
  program=$1
  shift
  {
    echo "#!/bin/sh"
    echo "export QEMU_MODULE_DIR='$libraries/qemu'"
    echo "exec '$loader' --library-path '$search' '$program' $* \"\$@\""
  } > "bin.new/${program##*/}"
  chmod +x "bin.new/${program##*/}"
}
mkdir -p bin.new
for program in "$root"/usr/bin/qemu-* "$root"/usr/sbin/qemu-ga "$root"/usr/libexec/qemu-*; do
  # A link is another name of a program, and a script in bin starts the program in libexec.
  if [ -L "$program" ] || ! head -c 4 "$program" 2> /dev/null | grep -q ELF; then continue; fi
  case ${program##*/} in
    qemu-system-*) wrap "$program" -L "'$root/usr/share/qemu'" -L "'$root/usr/share/seabios'" -L "'$root/usr/lib/ipxe/qemu'" ;;
    qemu-storage-daemon | qemu-ga) wrap "$program" ;;
  esac
done
for program in bin.new/qemu-system-x86_64 bin.new/qemu-storage-daemon bin.new/qemu-ga; do
  version=$("$program" --version)
  echo "$version" | head -n 1
done
rm -rf cache lists status deb.sources
# Last, because its existence means that everything is complete.
mv bin.new bin
