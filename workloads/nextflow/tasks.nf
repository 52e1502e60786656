// Seven tasks that each write a word: enough for several pages of a task list.
nextflow.enable.dsl = 2

process write {
    tag "${word}"

    input:
    val word

    output:
    stdout

    script:
    """
    echo '${word}'
    """
}

workflow {
    words = channel.of('fetch', 'index', 'align_1', 'align_2', 'merge', 'variants', 'report')
    write(words)
}
