#!/bin/sh
# extract.sh ARCHIVE FOLDER: unpacks ARCHIVE into FOLDER.
set -eu
mkdir -p -- "$2"
exec tar --extract --file="$1" --directory="$2"
