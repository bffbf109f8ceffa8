#!/bin/sh
# Creates a small Linux guest for the tests from Debian's packages: FOLDER/vmlinuz and FOLDER/initrd.gz. Needs apt-get
# and dpkg-deb, but neither root nor KVM: the guest boots in seconds under software emulation and prints GUEST-READY on
# its serial console. It supports hot plug of PCI disks (ACPI), a balloon and the power button. If qemu-ga is installed,
# it runs in the guest at the first port of a virtio-serial device.
#
# usage: make-guest.sh FOLDER
#
# Options on the kernel's command line: `acpiphp.disable=1` ignores unplug requests; `deaf` ignores the power button.
set -eu
mkdir -p "${1:?usage: make-guest.sh FOLDER}"
folder=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

newest_kernel() {
  apt-cache depends linux-image-cloud-amd64 2> /dev/null | awk '/Depends: linux-image/ { print $2; exit }'
}
kernel=$(newest_kernel)
# A new container has no package lists.
test -n "$kernel" || { apt-get -qq update && kernel=$(newest_kernel); }
test -n "$kernel" || { echo "apt does not find linux-image-cloud-amd64" >&2; exit 1; }
apt-get -qq -o APT::Sandbox::User=root download "$kernel" busybox-static
for package in ./*.deb; do dpkg-deb -x "$package" packages; done
busybox=packages/bin/busybox
test -x "$busybox" || busybox=packages/usr/bin/busybox

# Each module after the modules that it needs.
modules="virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_console virtio_balloon virtio_blk button evdev"
mkdir -p root/bin root/proc root/sys root/dev root/modules
cp "$busybox" root/bin/busybox
for module in $modules; do
  find packages -name "$module.ko*" -exec cp {} root/modules/ \;
done
test -z "$(find root/modules -name '*.xz')" || unxz root/modules/*.xz

if agent=$(command -v qemu-ga); then
  cp "$agent" root/bin/qemu-ga
  ldd "$agent" | grep -o '/[^ ]*' | while read -r library; do
    mkdir -p "root$(dirname "$library")"
    cp -L "$library" "root$library"
  done
  # The agent calls this program to shut down.
  mkdir -p root/sbin
  printf '#!/bin/sh\nexec poweroff -f\n' > root/sbin/shutdown
  chmod +x root/sbin/shutdown
fi

cat > root/init << EOF_INIT
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
for module in $modules; do
  test ! -e /modules/\$module.ko || insmod /modules/\$module.ko
done
EOF_INIT
cat >> root/init << 'EOF_INIT'
# The first event of the device is the press of the button.
await_press() {
  head -c 24 > /dev/null
  poweroff -f
}
for event in /sys/class/input/event*; do
  if grep -q 'Power Button' "$event/device/name" && ! grep -qw deaf /proc/cmdline; then
    # Opened before GUEST-READY is printed: a press before the device is open is lost.
    exec 3< "/dev/input/${event##*/}"
    await_press <&3 &
    exec 3<&-
  fi
done
mkdir -p /run /var/run /tmp
for port in /dev/vport*; do
  if test -e "$port" && test -x /bin/qemu-ga; then
    qemu-ga -m virtio-serial -p "$port" -t /tmp -f /tmp/qemu-ga.pid -d
    break
  fi
done
echo GUEST-READY
while true; do sleep 3600; done
EOF_INIT
chmod +x root/init

# Moved into place when complete, so that no test uses an incomplete guest.
(cd root && find . | "$work/$busybox" cpio -o -H newc 2> /dev/null | gzip -9) > initrd.gz
cp packages/boot/vmlinuz-* "$folder/vmlinuz.new"
cp initrd.gz "$folder/initrd.gz"
mv "$folder/vmlinuz.new" "$folder/vmlinuz"
