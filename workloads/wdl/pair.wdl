version 1.0
# What it calls is in its second file.
import "pair_tool.wdl" as tool

workflow pair {
  input {
    String message = "hello"
  }
  call tool.write {
    input:
      message = message
  }
  output {
    String said = write.said
  }
}
