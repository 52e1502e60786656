# Ends at once with exit code 3.
cwlVersion: v1.0
class: CommandLineTool
baseCommand: [sh, -c, exit 3]
inputs: []
outputs: []
