# Runs until it is cancelled, or for `seconds`.
rule rest:
    params:
        seconds=config.get("seconds", 600)
    shell:
        "sleep {params.seconds}"
