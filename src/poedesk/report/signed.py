"""A detached signature (CMS, RFC 5652) beside an exported file, which anybody can check."""

from __future__ import annotations

from pathlib import Path

from poedesk.errors import UsageError


def sign(path: Path, key: Path) -> tuple[Path, str]:
    """Sign a file with the private key and certificate in a PEM file; the signature's path, and the
    command by which it is checked.

    Raises UsageError where key or certificate cannot be used.
    """
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import pkcs7
    from cryptography.x509 import load_pem_x509_certificates

    try:
        pem = key.read_bytes()
        private = serialization.load_pem_private_key(pem, password=None)
        own, *others = load_pem_x509_certificates(pem)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(
            f"{key}: not a private key with its certificate: {error}",
            hint="Give one PEM file that holds both, the key without a password.",
        ) from error
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UsageError(f"{key}: only RSA and elliptic-curve keys can sign")
    if private.public_key() != own.public_key():
        raise UsageError(f"{key}: the first certificate is not that of the key")
    builder = pkcs7.PKCS7SignatureBuilder().set_data(path.read_bytes())
    builder = builder.add_signer(own, private, hashes.SHA256())
    for one in others:
        builder = builder.add_certificate(one)
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    target = path.with_name(path.name + ".p7s")
    target.write_bytes(builder.sign(serialization.Encoding.DER, options))
    return target, (
        f"openssl cms -verify -binary -inform DER -in {target} -content {path} "
        "-CAfile YOUR-ROOT.pem -purpose any -out /dev/null"
    )
