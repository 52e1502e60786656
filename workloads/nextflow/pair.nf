// What it runs is in its second file.
nextflow.enable.dsl = 2

params.message = 'hello'

include { say } from './pair_tool.nf'

workflow {
    say(params.message)
}
