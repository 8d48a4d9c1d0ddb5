# Prints the requests of the access log $1, one a line, as access_log.awk describes. For bash with pipefail.
case $1 in
    *.gz) gzip -dc -- "$1" ;;
    *) cat -- "$1" ;;
esac | awk -f scripts/access_log.awk
