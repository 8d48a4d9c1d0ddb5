# Points `current` in $deploy_dir back to what $undo_file says it pointed to; without that file nothing was switched.
if [ ! -e "$undo_file" ]; then
    echo "nothing was switched, nothing to undo"
    exit 0
fi
previous=$(cat -- "$undo_file")
cd -- "$deploy_dir"
if [ -n "$previous" ]; then
    rm -f -- ".current-$version"
    ln -s -- "$previous" ".current-$version"
    mv -T -- ".current-$version" current
    echo "rolled back to ${previous#releases/}"
else
    rm -f -- current
    echo "rolled back: there was no release before"
fi
