// Writes a message and ends at once.
nextflow.enable.dsl = 2

params.message = 'hello'

process say {
    input:
    val message

    output:
    stdout

    script:
    """
    echo '${message}'
    """
}

workflow {
    say(params.message)
}
