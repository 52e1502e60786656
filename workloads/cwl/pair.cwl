# What it runs is in its second file.
cwlVersion: v1.0
class: Workflow
inputs:
  message:
    type: string
    default: hello
outputs:
  said:
    type: File
    outputSource: say/said
steps:
  say:
    run: pair_tool.cwl
    in:
      message: message
    out: [said]
