"""The certificate as a file: what is proven about a roster, for machines to read."""

from __future__ import annotations

from pathlib import Path

from models.result import Certificate


def write_certificate(path: Path, certificate: Certificate) -> None:
    """Write the certificate as indented JSON in UTF-8."""
    path.write_text(certificate.model_dump_json(indent=2) + "\n", encoding="utf-8")
