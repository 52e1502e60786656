# SPDX-License-Identifier: Apache-2.0
"""An OCI image FROM scratch: the program, the certificates of authorities, an empty /tmp. docker load, podman load and skopeo read it."""
import json
import time

from tree import compressed, sha256, tar

PORT = 8080
CONTROL = 8081
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
USER = "65532:65532"


def image(name, program, certificates, about, epoch):
    """The archive (tar) of an image `name`:`about.version`."""
    files = {"wes-assay": (program, 0o755), "tmp/": (b"", 0o1777),
             "etc/passwd": (b"nonroot:x:65532:65532:nonroot:/tmp:/sbin/nologin\n", 0o644)}
    if certificates:
        files[BUNDLE.lstrip("/")] = (certificates, 0o644)
    plain = tar(files, epoch)
    layer = compressed(plain)
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch))
    config = encode({
        "architecture": "amd64", "os": "linux", "created": created,
        "config": {
            "User": USER, "Entrypoint": ["/wes-assay"], "Cmd": ["mock", "--bind", "0.0.0.0", "--port", str(PORT)],
            "ExposedPorts": {f"{PORT}/tcp": {}, f"{CONTROL}/tcp": {}}, "Env": ["PATH=/", "TMPDIR=/tmp"], "WorkingDir": "/tmp",
            # Docker's, not of the OCI specification; others ignore it.
            "Healthcheck": {"Test": ["CMD", "/wes-assay", "mock", "ping"], "Interval": 5 * 10**9, "Timeout": 3 * 10**9},
            "Labels": {"org.opencontainers.image.title": "wes-assay", "org.opencontainers.image.version": about.version,
                       "org.opencontainers.image.revision": about.commit, "org.opencontainers.image.licenses": "Apache-2.0"},
        },
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + sha256(plain)]},
        "history": [{"created": created, "created_by": "script/release"}],
    })
    manifest = encode({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": described(config, "application/vnd.oci.image.config.v1+json"),
        "layers": [described(layer, "application/vnd.oci.image.layer.v1.tar+gzip")],
    })
    index = encode({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [{**described(manifest, "application/vnd.oci.image.manifest.v1+json"),
                       "platform": {"architecture": "amd64", "os": "linux"},
                       "annotations": {"org.opencontainers.image.ref.name": about.version,
                                       "io.containerd.image.name": f"docker.io/library/{name}:{about.version}"}}],
    })
    blobs = {"blobs/sha256/" + sha256(blob): (blob, 0o644) for blob in (config, layer, manifest)}
    # What `docker load` of releases before 25 reads instead of index.json.
    old = encode([{"Config": "blobs/sha256/" + sha256(config), "RepoTags": [f"{name}:{about.version}"],
                   "Layers": ["blobs/sha256/" + sha256(layer)]}])
    return tar({**blobs, "index.json": (index, 0o644), "manifest.json": (old, 0o644),
                "oci-layout": (encode({"imageLayoutVersion": "1.0.0"}), 0o644)}, epoch)


def described(blob, media_type):
    return {"mediaType": media_type, "digest": "sha256:" + sha256(blob), "size": len(blob)}


def encode(value):
    return (json.dumps(value, sort_keys=True, separators=(",", ":")) + "\n").encode()
