# The second file of pair.cwl: writes a message and ends at once.
cwlVersion: v1.0
class: CommandLineTool
baseCommand: echo
inputs:
  message:
    type: string
    default: hello
    inputBinding:
      position: 1
outputs:
  said:
    type: stdout
stdout: said.txt
