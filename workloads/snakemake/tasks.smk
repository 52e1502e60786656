# Seven jobs that each write a word: enough for several pages of a task list.
rule report:
    input:
        "fetch.txt",
        "index.txt",
        "align_1.txt",
        "align_2.txt",
        "merge.txt",
        "variants.txt"
    output:
        "report.txt"
    shell:
        "echo report > {output}"


rule write:
    output:
        "{word}.txt"
    wildcard_constraints:
        word="fetch|index|align_1|align_2|merge|variants"
    shell:
        "echo {wildcards.word} > {output}"
