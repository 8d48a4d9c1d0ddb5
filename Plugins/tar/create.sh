#!/bin/sh
# create.sh FOLDER ARCHIVE: packs FOLDER into ARCHIVE; patterns of what is left out come on standard input.
set -eu
folder=$1
archive=$2
parent=$(dirname -- "$archive")
mkdir -p -- "$parent"
# The ending stays last, because it chooses the compression.
part=$parent/.part-$$-$(basename -- "$archive")
trap 'rm -f -- "$part"' EXIT
tar --create --auto-compress --file="$part" --exclude-from=- --directory="$folder" .
bytes=$(wc -c <"$part")
mv -f -- "$part" "$archive"
printf 'bytes=%d\n' "$bytes" >>"$PROCESSION_OUTPUT"
