#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes a Debian package of the static release binary and prints its path on standard output.
#
# Nothing in it depends on when or where it is made: the times of its files are those of the sources
# (scripts/source-date.sh). DEBFULLNAME and DEBEMAIL name who makes it.
set -eu
cd "$(dirname "$0")/.."
umask 022

fail() {
    echo "imgconv: $1" >&2
    exit 1
}

for tool in dpkg-deb dpkg readelf objcopy gzip; do
    command -v $tool >/dev/null 2>&1 || fail "$tool is missing: make deb needs Debian's dpkg-dev"
done
binary=${IMGCONV:-$(sh scripts/setup.sh >&2 && sh scripts/build-release.sh)}
if readelf -l "$binary" | grep -q INTERP; then
    fail "$binary is not static, so it would need the libraries of this machine: install libpng-dev and libjpeg-dev"
fi

SOURCE_DATE_EPOCH=$(sh scripts/source-date.sh %s)
[ -n "$SOURCE_DATE_EPOCH" ] || fail "there is no git history: set SOURCE_DATE_EPOCH to their time, in seconds"
export SOURCE_DATE_EPOCH
version=$("$binary" --version | sed -n 's/^imgconv //p')
architecture=$(dpkg --print-architecture)
maintainer="${DEBFULLNAME:-imgconv maintainers} <${DEBEMAIL:-imgconv@packages.invalid}>"
root=.build-deb/root
documents=$root/usr/share/doc/imgconv
rm -rf .build-deb
mkdir -p "$root/DEBIAN"

IMGCONV=$binary PREFIX=/usr DESTDIR=$PWD/$root ZSH_FOLDER=share/zsh/vendor-completions \
    sh scripts/install.sh install 2>/dev/null
# dpkg keeps a list of its own, and the license is in the file copyright.
rm "$documents/installed-files" "$documents/LICENSE" "$documents/CHANGELOG.md"
# All that differs between two clean builds: a hash for the compiler's own use, and the linker's of the whole.
objcopy --remove-section=.swift_modhash --remove-section=.note.gnu.build-id "$root/usr/bin/imgconv"
gzip -9n "$root"/usr/share/man/man1/*.1

# The changes of this version as Debian writes them.
{
    echo "imgconv ($version) unstable; urgency=medium"
    echo
    awk '/^## / { sections++ } sections == 1 && /^[* ] / { print "  " $0 }' CHANGELOG.md |
        fold -s -w 76 | sed 's/^[^ ]/    &/; s/ *$//'
    echo
    echo " -- $maintainer  $(sh scripts/source-date.sh '%a, %d %b %Y %H:%M:%S +0000')"
} | gzip -9n >"$documents/changelog.gz"

sh scripts/deb/copyright.sh >"$documents/copyright"
mkdir -p "$root/usr/share/lintian/overrides"
cp scripts/deb/lintian-overrides "$root/usr/share/lintian/overrides/imgconv"

cat >"$root/DEBIAN/control" <<END
Package: imgconv
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Section: graphics
Priority: optional
Installed-Size: $(du -k -s --apparent-size "$root/usr" | cut -f 1)
Description: image filtering by convolution, for single files or directories
 imgconv blurs, sharpens, denoises, enlarges and reduces PNG, JPEG and NPY
 images, detects their edges, and applies any convolution with PyTorch's
 semantics.
 .
 Filters run fused in one pass, and memory does not grow with the height of an
 image. A batch survives bad files, full disks and interruptions, and a report
 records the outcome of each file.
END
(cd "$root" && find usr -type f | LC_ALL=C sort | xargs md5sum) >"$root/DEBIAN/md5sums"

chmod -R u=rwX,go=rX "$root"
package=.build-deb/imgconv_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >&2
echo "$package"
