version 1.0
# Writes a message and ends at once.

workflow say {
  input {
    String message = "hello"
  }
  call write {
    input:
      message = message
  }
  output {
    String said = write.said
  }
}

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
