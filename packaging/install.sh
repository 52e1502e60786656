#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs a release of wes-assay: downloads it, compares its SHA-256 with the release's SHA256SUMS, and unpacks it.
# Usage: install.sh --from URL [--version X.Y.Z] [--to FOLDER] [--checksum SHA256]
#   --from      where the releases are, for example https://github.com/OWNER/wes-assay/releases; or $WES_ASSAY_RELEASES
#   --version   without it: the latest
#   --to        gets bin/ and share/; without it: $HOME/.local
#   --checksum  the digest that the archive must have, when you do not want to trust SHA256SUMS
# Nothing is installed, and nothing is left behind, where a digest differs. Exit code 0, 1 (failed) or 2 (bad usage).
set -eu

fail() { echo "install.sh: $1" >&2; exit "${2:-1}"; }

from=${WES_ASSAY_RELEASES:-}
version=
to=${HOME:-}/.local
checksum=
while [ $# -gt 0 ]; do
  case $1 in
    --from | --version | --to | --checksum) [ $# -gt 1 ] || fail "$1 needs a value" 2 ;;
    *) fail "there is no option '$1'; there are --from, --version, --to, --checksum" 2 ;;
  esac
  case $1 in
    --from) from=$2 ;;
    --version) version=${2#v} ;;
    --to) to=$2 ;;
    --checksum) checksum=$2 ;;
  esac
  shift 2
done
[ -n "$from" ] || fail "--from URL is missing: where the releases are" 2

platform=$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
[ "$platform" = linux-x86_64 ] ||
  fail "there is no program for $platform; there is one for linux-x86_64, and an image for everything that runs containers"

if command -v curl >/dev/null; then
  get() { curl -fsSL --retry 3 --max-time 300 -o "$2" "$1"; }
elif command -v wget >/dev/null; then
  get() { wget -q -O "$2" "$1"; }
else
  fail "neither curl nor wget is installed"
fi
if command -v sha256sum >/dev/null; then
  digest_of() { sha256sum "$1" | cut -d ' ' -f 1; }
elif command -v shasum >/dev/null; then
  digest_of() { shasum -a 256 "$1" | cut -d ' ' -f 1; }
else
  fail "neither sha256sum nor shasum is installed"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
folder=$from/latest/download
[ -z "$version" ] || folder=$from/download/v$version

get "$folder/SHA256SUMS" "$work/SHA256SUMS" || fail "$folder/SHA256SUMS cannot be downloaded: is there such a release?"
archive=$(sed -n "s/^[0-9a-f]\{64\}  \(wes-assay-[0-9][^/ ]*-$platform\.tar\.gz\)\$/\1/p" "$work/SHA256SUMS" | head -n 1)
[ -n "$archive" ] || fail "$folder/SHA256SUMS names no archive for $platform"
listed=$(sed -n "s/^\([0-9a-f]\{64\}\)  $archive\$/\1/p" "$work/SHA256SUMS" | head -n 1)
get "$folder/$archive" "$work/$archive" || fail "$folder/$archive cannot be downloaded"
found=$(digest_of "$work/$archive")
[ "$found" = "$listed" ] || fail "$archive has the SHA-256 $found, and SHA256SUMS says $listed: it is not installed"
[ -z "$checksum" ] || [ "$found" = "$checksum" ] ||
  fail "$archive has the SHA-256 $found, and --checksum says $checksum: it is not installed"

mkdir "$work/new"
tar -xzf "$work/$archive" -C "$work/new" || fail "$archive cannot be unpacked"
set -- "$work"/new/wes-assay-*
"$1/bin/wes-assay" version >"$work/said" || fail "the program does not run on this machine"
mkdir -p "$to"
cp -R "$1/." "$to"
echo "install.sh: $(cat "$work/said") is in $to/bin" >&2
