# Runs until it is cancelled, or for `seconds`.
cwlVersion: v1.0
class: CommandLineTool
baseCommand: sleep
inputs:
  seconds:
    type: int
    default: 600
    inputBinding:
      position: 1
outputs: []
