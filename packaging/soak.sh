#!/bin/bash
# Moves one program there and back many times and looks for what is lost, leaks or gets slower.
#   packaging/soak.sh [TIMES]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export PATH=$PATH:/usr/sbin:/sbin

. packaging/install.sh
. packaging/test-class.sh

run_test_class dev.ferry.e2e.Soak "${1:-200}"
