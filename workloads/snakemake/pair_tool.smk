# The second file of pair.smk: writes a message and ends at once.
rule say:
    output:
        "said.txt"
    params:
        message=config.get("message", "hello")
    shell:
        "echo {params.message:q} > {output}"
