#!/bin/sh
# Makes the demo company once, and serves it.
# Usage: demo.sh DATA PORT
set -eu
data=$1 port=$2
if [ ! -d "$data" ]; then
    echo "Making the demo company, a Finnish shoe-shop chain, in $data"
    rm -rf "$data.new"
    build/kuulo demo --data "$data.new"
    mv "$data.new" "$data"
fi
echo "Kuulo's demo: http://127.0.0.1:$port (the page shows how to sign in; Ctrl-C stops it; rm -r $data starts afresh)"
exec build/kuulo serve --data "$data" --listen "127.0.0.1:$port"
