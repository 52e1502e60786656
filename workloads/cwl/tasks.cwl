# Seven tasks that each write a word: enough for several pages of a task list.
cwlVersion: v1.0
class: Workflow
inputs: []
outputs: []
steps:
  fetch:
    in: []
    out: []
    run:
      class: CommandLineTool
      baseCommand: [echo, fetch]
      inputs: []
      outputs: []
  index:
    in: []
    out: []
    run:
      class: CommandLineTool
      baseCommand: [echo, index]
      inputs: []
      outputs: []
  align_1:
    in: []
    out: []
    run:
      class: CommandLineTool
      baseCommand: [echo, align_1]
      inputs: []
      outputs: []
  align_2:
    in: []
    out: []
    run:
      class: CommandLineTool
      baseCommand: [echo, align_2]
      inputs: []
      outputs: []
  merge:
    in: []
    out: []
    run:
      class: CommandLineTool
      baseCommand: [echo, merge]
      inputs: []
      outputs: []
  call:
    in: []
    out: []
    run:
      class: CommandLineTool
      baseCommand: [echo, call]
      inputs: []
      outputs: []
  report:
    in: []
    out: []
    run:
      class: CommandLineTool
      baseCommand: [echo, report]
      inputs: []
      outputs: []
