#!/bin/sh
# Proves that a clean clone works on a bare machine: makes a Debian 12 by debootstrap in a temporary folder, gives it this machine's apt,
# npm and certificate settings and proxy variables, clones the last commit into it and runs a command there.
#
# Environment: BARE_COMMAND   what to run in the clone ("make test")
#              BARE_FOLDER    where to make it (a temporary folder, removed afterwards; a folder given is kept)
#              BARE_ENV       names of further variables to hand in, separated by spaces
set -eu
cd "$(dirname "$0")/.."
tools/packages.sh bare
[ "$(id -u)" = 0 ] || { echo "debootstrap and chroot need root: sudo make bare" >&2; exit 1; }
root=${BARE_FOLDER:-$(mktemp -d /var/tmp/kuulo-bare.XXXXXX)}
mirror=$(sed -n 's/^URIs: *\(\S*\).*/\1/p; s/^deb \(\[[^]]*\] \)\?\(http\S*\) .*/\2/p' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null |
    grep -v security | head -1)

unmount() {
    for place in dev/shm dev/pts dev proc sys; do
        ! mountpoint -q "$root/$place" || umount "$root/$place"
    done
}
leave() {
    unmount
    [ -n "${BARE_FOLDER:-}" ] || rm -rf --one-file-system "$root"
}
trap leave EXIT
trap 'exit 130' INT TERM

if [ ! -x "$root/usr/bin/apt-get" ]; then
    echo "Making a Debian 12 in $root"
    debootstrap --variant=minbase --include=ca-certificates,git,make bookworm "$root" ${mirror:+"$mirror"} >"$root.log" 2>&1 ||
        { tail -20 "$root.log"; exit 1; }
    rm -f "$root.log"
fi

copy() { # a file or folder of this machine, when it is there; in place of what stands there, whose links may lead out of the folder
    [ ! -e "$1" ] || { rm -rf "${root:?}$1" && mkdir -p "$root/$(dirname "$1")" && cp -rL "$1" "$root/$(dirname "$1")/"; }
}
rm -f "$root/etc/apt/sources.list"
for settings in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d /etc/apt/keyrings /etc/apt/auth.conf.d /etc/ssl/certs \
    /usr/local/share/ca-certificates /etc/resolv.conf /etc/hosts /root/.npmrc; do
    copy "$settings"
done
# Settings that call programs a bare system lacks would break its apt.
grep -lE 'Invoke' "$root"/etc/apt/apt.conf.d/* 2>/dev/null | xargs -r rm -f
npm_settings=$(npm config get globalconfig 2>/dev/null || true)
if [ -n "$npm_settings" ] && [ -f "$npm_settings" ]; then
    cat "$npm_settings" >>"$root/root/.npmrc"
fi
sed -i '/^nodedir/d' "$root/root/.npmrc" 2>/dev/null || true

for place in proc sys dev dev/pts dev/shm; do
    mountpoint -q "$root/$place" || { mkdir -p "$root/$place" && mount --bind "/$place" "$root/$place" && mount --make-private "$root/$place"; }
done

rm -rf "$root/srv/kuulo"
git clone -q --no-hardlinks . "$root/srv/kuulo"
[ -z "${KUULO_DATA:-}" ] || { mkdir -p "$root/srv/data" && cp -r "$KUULO_DATA/." "$root/srv/data/"; }

hand_in="HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive"
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE \
    GIT_SSL_CAINFO REQUESTS_CA_BUNDLE ${BARE_ENV:-}; do
    eval "value=\${$name:-}"
    [ -z "$value" ] || hand_in="$hand_in $name=$value"
done
[ -z "${KUULO_DATA:-}" ] || hand_in="$hand_in KUULO_DATA=/srv/data"
echo "In the bare Debian: ${BARE_COMMAND:-make test}"
# shellcheck disable=SC2086
env -i $hand_in chroot "$root" /bin/sh -c "cd /srv/kuulo && ${BARE_COMMAND:-make test}"
