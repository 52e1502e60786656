version 1.0
# Seven tasks that each write a word: enough for several pages of a task list.

workflow seven {
  call write as fetch {
    input:
      word = "fetch"
  }
  call write as index {
    input:
      word = "index"
  }
  call write as align_1 {
    input:
      word = "align_1"
  }
  call write as align_2 {
    input:
      word = "align_2"
  }
  call write as merge {
    input:
      word = "merge"
  }
  call write as variants {
    input:
      word = "variants"
  }
  call write as report {
    input:
      word = "report"
  }
}

task write {
  input {
    String word
  }
  command <<<
    echo '~{word}'
  >>>
}
