version 1.0
# Runs until it is cancelled, or for `seconds`.

workflow wait {
  input {
    Int seconds = 600
  }
  call rest {
    input:
      seconds = seconds
  }
}

task rest {
  input {
    Int seconds
  }
  command <<<
    sleep ~{seconds}
  >>>
}
