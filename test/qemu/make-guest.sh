#!/bin/sh
# Makes a small Linux guest for the tests: FOLDER/vmlinuz and FOLDER/initrd.gz, from Debian's packages. It needs apt-get
# and dpkg-deb, but no root, and no KVM to boot: it is up in seconds under software emulation, and says GUEST-READY on
# its serial console. It takes PCI disks in and out (ACPI), has a balloon, and shuts down by the power button. Where
# there is a qemu-ga, it runs in the guest, at the first port of a virtio-serial device.
#
# usage: make-guest.sh FOLDER
#
# Words on the kernel's command line: `acpiphp.disable=1` and no unplug request is ever answered; `deaf`, and the power
# button does nothing.
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
# A fresh container knows no packages at all.
test -n "$kernel" || { apt-get -qq update && kernel=$(newest_kernel); }
test -n "$kernel" || { echo "apt knows no linux-image-cloud-amd64" >&2; exit 1; }
apt-get -qq -o APT::Sandbox::User=root download "$kernel" busybox-static
for package in ./*.deb; do dpkg-deb -x "$package" packages; done
busybox=packages/bin/busybox
test -x "$busybox" || busybox=packages/usr/bin/busybox

# In the order in which they need one another.
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
  # What the agent calls to shut down.
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
# The first that the power button's device says is that it was pressed.
await_press() {
  head -c 24 > /dev/null
  poweroff -f
}
for event in /sys/class/input/event*; do
  if grep -q 'Power Button' "$event/device/name" && ! grep -qw deaf /proc/cmdline; then
    # Opened here, so that it is open when the guest is ready: a press before that is lost.
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

# Built beside its place, so that nobody finds half of it.
(cd root && find . | "$work/$busybox" cpio -o -H newc 2> /dev/null | gzip -9) > initrd.gz
cp packages/boot/vmlinuz-* "$folder/vmlinuz.new"
cp initrd.gz "$folder/initrd.gz"
mv "$folder/vmlinuz.new" "$folder/vmlinuz"
