# SPDX-License-Identifier: Apache-2.0
"""What a release consists of, for machines: an SPDX list of parts (SBOM) and an in-toto statement of how it was made."""
import json
import subprocess
import time

# Debian's packages whose code is inside the static program: package that is looked up -> what it is.
LINKED = {
    "libc6-dev": "GNU C library", "libstdc++-*-dev": "GNU C++ library", "libssl-dev": "OpenSSL", "zlib1g-dev": "zlib",
    "libyaml-cpp-dev": "yaml-cpp", "libpugixml-dev": "pugixml", "libfmt-dev": "fmt", "libpcre2-dev": "PCRE2",
    "nlohmann-json3-dev": "JSON for Modern C++",
    "libcli11-dev": "CLI11", "libkainjow-mustache-dev": "Mustache",
    "libgoogle-perftools-dev": "gperftools (allocator)",
}
BOOST = "libboost-url*-dev"


def installed(pattern):
    """[(package, source package, version)] of dpkg, or nothing on a system without it."""
    try:
        out = subprocess.run(["dpkg-query", "-W", "-f=${Package}\t${source:Package}\t${Version}\t${db:Status-Status}\n", pattern],
                             capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return []
    rows = [line.split("\t") for line in out.splitlines()]
    return [tuple(row[:3]) for row in rows if row[3] == "installed"]


def parts():
    found = []
    for package, name in {**LINKED, BOOST: "Boost"}.items():
        found += [(name, *row) for row in installed(package)]
    return sorted(found)


def sbom(about, epoch, program_digest):
    packages = [{
        "SPDXID": "SPDXRef-wes-assay", "name": "wes-assay", "versionInfo": about.version, "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False, "licenseConcluded": "Apache-2.0", "licenseDeclared": "Apache-2.0", "copyrightText": "NOASSERTION",
        "checksums": [{"algorithm": "SHA256", "checksumValue": program_digest}],
    }]
    relations = [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-wes-assay"}]
    for name, package, source, version in parts():
        identifier = "SPDXRef-" + "".join(c if c.isalnum() else "-" for c in package)
        packages.append({
            "SPDXID": identifier, "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
            "licenseConcluded": "NOASSERTION", "licenseDeclared": "NOASSERTION", "copyrightText": "NOASSERTION",
            "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                              "referenceLocator": f"pkg:deb/debian/{source}@{version}?arch=source"}]})
        relations.append({"spdxElementId": "SPDXRef-wes-assay", "relationshipType": "STATIC_LINK", "relatedSpdxElement": identifier})
    return pretty({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"wes-assay-{about.version}",
        "documentNamespace": f"urn:wes-assay:sbom:{about.version}:{about.commit}",
        "creationInfo": {"created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)), "creators": ["Tool: wes-assay-script-release"]},
        "packages": packages, "relationships": relations})


def provenance(about, digests):
    """`digests`: file name -> SHA-256. It has no times, so that the same source makes the same statement."""
    made_with = [{"uri": f"pkg:deb/debian/{source}@{version}"} for _, _, source, version in parts()]
    return pretty({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in sorted(digests.items())],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "urn:wes-assay:script-release:1",
                "externalParameters": {"version": about.version},
                "internalParameters": {"build": about.build},
                "resolvedDependencies": [{"uri": "git+.", "digest": {"gitCommit": about.commit}}, *made_with]},
            "runDetails": {"builder": {"id": "urn:wes-assay:script-release"}}}})


def pretty(value):
    return (json.dumps(value, indent=2, sort_keys=True) + "\n").encode()
