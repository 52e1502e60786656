#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check.sh check      a check; its options come from WES_ASSAY_NAME variables, wes-assay.yaml and $OPTIONS
# check.sh cleanup    cancels what a check that was cut off left on the server
# Reports go to $REPORTS. Where GITHUB_OUTPUT is set, it gets exit-code and verdict.
set -u
program=${PROGRAM:-wes-assay}
out=${REPORTS:-wes-assay-reports}
evidence=$out/evidence.ndjson

case ${1:-check} in
  check)
    mkdir -p "$out"
    code=0
    # shellcheck disable=SC2086 # several options
    "$program" check ${OPTIONS:-} \
      --report evidence="$evidence" --report junit="$out/wes.xml" --report html="$out/wes.html" \
      --report json="$out/wes.json" --report console="$out/wes.txt" || code=$?
    if [ -n "${GITHUB_OUTPUT:-}" ]; then
      verdict=
      [ ! -s "$out/wes.txt" ] || verdict=$(tail -n 1 "$out/wes.txt")
      printf 'exit-code=%s\nverdict=%s\n' "$code" "$verdict" >>"$GITHUB_OUTPUT"
    fi
    exit "$code"
    ;;
  cleanup)
    [ -s "$evidence" ] || exit 0
    exec "$program" cleanup "$evidence" ${WES_ASSAY_AUTH:+--auth "$WES_ASSAY_AUTH"} \
      ${WES_ASSAY_OTHER_AUTH:+--other-auth "$WES_ASSAY_OTHER_AUTH"} ${WES_ASSAY_TARGET:+--target "$WES_ASSAY_TARGET"}
    ;;
  *)
    echo "check.sh: check or cleanup" >&2
    exit 2
    ;;
esac
