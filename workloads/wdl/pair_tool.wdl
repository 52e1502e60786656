version 1.0
# The second file of pair.wdl: writes a message and ends at once.

task write {
  input {
    String message
  }
  command <<<
    echo '~{message}'
  >>>
  output {
    String said = read_string(stdout())
  }
}
