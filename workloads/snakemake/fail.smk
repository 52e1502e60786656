# Ends at once: its only job exits with 3.
rule give_up:
    shell:
        "exit 3"
