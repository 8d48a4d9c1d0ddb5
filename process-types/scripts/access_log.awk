# Reads an access log in the common or combined format and prints one line a request, tab-separated:
# time to the hour, method, path without its query, status, bytes. What isn't a request is counted, and the first
# few of them shown, on standard error.

function refuse(reason) {
    if (++refused <= 5) printf "line %d is not a request: %s\n", NR, reason > "/dev/stderr"
}

!/[^[:space:]]/ { next }

{
    # A server writes a quote inside a field as \"; it would end the field here.
    gsub(/\\"/, "%22")
    gsub(/[[:cntrl:]]/, " ")
    if (split($0, quoted, "\"") < 3) { refuse("no quoted request"); next }
    split(quoted[3], result, " ")
    if (result[1] !~ /^[1-5][0-9][0-9]$/) { refuse("no status after the request"); next }

    hour = "unknown"
    if (match(quoted[1], /\[[0-9]+\/[A-Za-z]+\/[0-9]+:[0-9]+/)) hour = substr(quoted[1], RSTART + 1, RLENGTH - 1) ":00"
    sub(/:/, " ", hour)

    # Whatever a scanner sent in place of a request counts as a path of its own.
    isRequest = split(quoted[2], request, " ") == 3
    path = isRequest ? request[2] : quoted[2]
    sub(/\?.*/, "", path)
    if (length(path) > 200) path = substr(path, 1, 200) "..."
    if (path ~ /^ *$/) path = "-"

    printf "%s\t%s\t%s\t%s\t%.0f\n", hour, isRequest ? request[1] : "-", path, result[1], result[2] + 0
}

END { if (refused) printf "lines that are not requests: %d\n", refused > "/dev/stderr" }
