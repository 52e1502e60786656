// Runs until it is cancelled, or for `seconds`.
nextflow.enable.dsl = 2

params.seconds = 600

process rest {
    input:
    val seconds

    script:
    """
    sleep ${seconds}
    """
}

workflow {
    rest(params.seconds)
}
