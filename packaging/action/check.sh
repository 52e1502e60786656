#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The steps of the action (action.yml).
# check.sh install    installs release $VERSION (or the latest) of $RELEASES in $FOLDER, unless it is there or $PROGRAM is given
# check.sh check      a check; its options come from WES_ASSAY_NAME variables, wes-assay.yaml and $OPTIONS; reports go to $REPORTS
# check.sh cleanup    cancels what a check that was cut off left on the server
# check.sh mock       starts a mock with $OPTIONS and leaves it running; the token of its control API is in a file in $FOLDER
# Where GITHUB_OUTPUT is set, it gets the outputs: program; exit-code and verdict; mock-url, control-url and control-token-file.
set -u
program=${PROGRAM:-wes-assay}
out=${REPORTS:-wes-assay-reports}
evidence=$out/evidence.ndjson

output() { printf '%s\n' "$@" >>"${GITHUB_OUTPUT:-/dev/null}"; }

case ${1:-check} in
  install)
    if [ -z "${PROGRAM:-}" ]; then
      program=$FOLDER/bin/wes-assay
      [ -x "$program" ] || "$(dirname "$0")/../install.sh" --from "$RELEASES" --to "$FOLDER" \
        ${VERSION:+--version "$VERSION"} ${CHECKSUM:+--checksum "$CHECKSUM"} || exit
    fi
    output "program=$program"
    case $program in
      */*) (cd "$(dirname "$program")" && pwd) >>"${GITHUB_PATH:-/dev/null}" ;;
    esac
    exec "$program" version
    ;;
  mock)
    urls=$FOLDER/wes-assay-mock.urls
    token=$FOLDER/wes-assay-mock.token
    : >"$urls"
    # shellcheck disable=SC2086 # several options
    nohup "$program" mock --port 0 --control 0 --control-token-file "$token" ${OPTIONS:-} >"$urls" 2>"$FOLDER/wes-assay-mock.log" &
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      [ "$(wc -l <"$urls")" -lt 2 ] || break
      kill -0 $! 2>/dev/null || break
      sleep 1
    done
    if [ "$(wc -l <"$urls")" -lt 2 ]; then
      cat "$FOLDER/wes-assay-mock.log" >&2
      exit 2
    fi
    output "mock-url=$(sed -n 1p "$urls")" "control-url=$(sed -n 2p "$urls")" "control-token-file=$token"
    cat "$urls"
    ;;
  check)
    mkdir -p "$out"
    # The workflow asked for its options, so that they are no stranger's.
    [ -n "${WES_ASSAY_CONFIG:-}" ] || [ ! -f wes-assay.yaml ] || export WES_ASSAY_CONFIG=wes-assay.yaml
    code=0
    # shellcheck disable=SC2086 # several options
    "$program" check ${OPTIONS:-} \
      --report evidence="$evidence" --report junit="$out/wes.xml" --report html="$out/wes.html" \
      --report json="$out/wes.json" --report console="$out/wes.txt" || code=$?
    verdict=
    [ ! -s "$out/wes.txt" ] || verdict=$(tail -n 1 "$out/wes.txt")
    output "exit-code=$code" "verdict=$verdict"
    exit "$code"
    ;;
  cleanup)
    [ -s "$evidence" ] || exit 0
    exec "$program" cleanup "$evidence" ${WES_ASSAY_AUTH:+--auth "$WES_ASSAY_AUTH"} \
      ${WES_ASSAY_OTHER_AUTH:+--other-auth "$WES_ASSAY_OTHER_AUTH"} ${WES_ASSAY_TARGET:+--target "$WES_ASSAY_TARGET"}
    ;;
  *)
    echo "check.sh: install, check, cleanup or mock" >&2
    exit 2
    ;;
esac
