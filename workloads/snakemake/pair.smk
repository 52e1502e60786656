# What it runs is in its second file.
rule all:
    input:
        "said.txt"

include: "pair_tool.smk"
