// The second file of pair.nf: writes a message and ends at once.
nextflow.enable.dsl = 2

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
