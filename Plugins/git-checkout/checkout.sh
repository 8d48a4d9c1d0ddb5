#!/bin/sh
# checkout.sh REPOSITORY FOLDER REF DEPTH CLEAN: makes FOLDER a checkout of REF.
set -eu
repository=$1
folder=$2
ref=$3
depth=$4
clean=$5

# A path starts where the task works, as that of the folder does.
case $repository in
/* | *:*) ;;
*) if [ -d "$repository" ]; then repository=$(cd -- "$repository" && pwd); fi ;;
esac

mkdir -p -- "$folder"
cd -- "$folder"
if [ ! -e .git ]; then
    if [ -n "$(ls -A)" ]; then
        echo "'$folder' is neither empty nor a checkout" >&2
        exit 1
    fi
    git init --quiet
fi
# What a fetch that was killed has left behind.
rm -f .git/shallow.lock .git/index.lock .git/HEAD.lock

set -- --quiet --force --no-tags
if [ "$depth" -gt 0 ]; then
    set -- "$@" "--depth=$depth"
elif [ -e .git/shallow ]; then
    set -- "$@" --unshallow
fi
if ! git fetch "$@" -- "$repository" "$ref"; then
    echo "'$ref' of $repository can't be fetched" >&2
    exit 69
fi
git -c advice.detachedHead=false checkout --quiet --force --detach FETCH_HEAD
if [ "$clean" = true ]; then git clean --quiet --force -d -x; fi
commit=$(git rev-parse HEAD)
printf 'commit=%s\n' "$commit" >>"$PROCESSION_OUTPUT"
echo "checked out $commit"
