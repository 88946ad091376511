#!/bin/bash
# How long a program stands still while Ferry moves it, and how long that takes beside plain ssh and criu by hand.
#   packaging/bench.sh [--quick] [options of ferry migrate]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export PATH=$PATH:/usr/sbin:/sbin

. packaging/install.sh
. packaging/test-class.sh

run_test_class dev.ferry.e2e.Bench "$@"
