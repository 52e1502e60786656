// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/log_place.hpp"

#include <gtest/gtest.h>

namespace assay::conformance {
namespace {

TEST(LogPlace, TellsUrlsFromPathsAndText) {
  static const struct {
    const char* text;
    LogPlace place;
  } rows[] = {
      {"", LogPlace::empty},
      {"https://wes.example.org/runs/1/logs/stdout", LogPlace::absolute},
      {"http://localhost:8080/x?y=1#z", LogPlace::absolute},
      {"s3://bucket/key", LogPlace::absolute},
      {"file:///home/wes/stdout", LogPlace::absolute},
      {"keep:99999999999999999999999999999999+99/stdout", LogPlace::absolute},
      {"../../../../toil/wes/v1/logs/1/stdout", LogPlace::relative},
      {"/ga4gh/wes/v1/runs/1/logs/stdout", LogPlace::relative},
      {"log/8167c358-b563-47e6-9cd4-a16e85be9fda", LogPlace::relative},
      {"//logs.example.org/1", LogPlace::relative},
      {"/home/wes/run/stdout.txt", LogPlace::path},
      {"/mnt/my data/stdout", LogPlace::path},
      {"/cromwell-executions/w/stdout", LogPlace::path},
      {"C:\\run\\out.txt", LogPlace::path},
      {"hello", LogPlace::text},
      {"hello\n", LogPlace::text},
      {"{\"outputs\": {}}", LogPlace::text},
      {"\x1b[1;30mINFO\x1b[0m /usr/bin/cwltool 3.1", LogPlace::text},
      {"/usr/bin/cwltool 3.1\nFinal process status is success", LogPlace::text},
      {"the log was deleted", LogPlace::text},
      {"http://host:port x/", LogPlace::text},
  };
  int judged = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(name(log_place(row.text)), name(row.place)) << row.text;
    ++judged;
  }
  EXPECT_EQ(judged, 21);
}

}  // namespace
}  // namespace assay::conformance
