// Ends at once with exit code 3.
nextflow.enable.dsl = 2

process give_up {
    script:
    """
    exit 3
    """
}

workflow {
    give_up()
}
