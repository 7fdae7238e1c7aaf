"""Signs and verifies Office files by LibreOffice. Run by the system's own Python, which has UNO:
`libreoffice_signatures.py PORT verify FILE…` prints "valid" or "invalid" for every file,
`libreoffice_signatures.py PORT sign FILE` signs it in place with the first certificate.
"""

from __future__ import annotations

import sys
import time
from typing import Any

_PATIENCE = 60  # half seconds
_READ, _WRITE = 1, 4


def main(port: str, act: str, *files: str) -> None:
    office = _Office(port)
    for file in files:
        answer = office.verify(file) if act == "verify" else office.sign(file)
        sys.stdout.write(f"{answer}\n")


class _Office:
    """A connection to a LibreOffice that listens on a port of this machine."""

    def __init__(self, port: str) -> None:
        import uno

        self.uno: Any = uno
        context = uno.getComponentContext()
        resolver = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", context
        )
        address = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
        self.context: Any = _patiently(lambda: resolver.resolve(address))
        self.signatures = self.service("com.sun.star.security.DocumentDigitalSignatures", "1.2")

    def service(self, name: str, *given: Any) -> Any:
        manager = self.context.ServiceManager
        if given:
            return manager.createInstanceWithArgumentsAndContext(name, given, self.context)
        return manager.createInstanceWithContext(name, self.context)

    def storage(self, file: str, mode: int) -> Any:
        from com.sun.star.beans import PropertyValue

        access = self.service("com.sun.star.ucb.SimpleFileAccess")
        url = self.uno.systemPathToFileUrl(file)
        stream = access.openFileReadWrite(url) if mode & _WRITE else access.openFileRead(url)
        options = self.uno.Any(
            "[]com.sun.star.beans.PropertyValue",
            (PropertyValue(Name="StorageFormat", Value="ZipFormat"),),
        )
        factory = self.service("com.sun.star.embed.StorageFactory")
        return self.uno.invoke(factory, "createInstanceWithArguments", ((stream, mode, options),))

    def verify(self, file: str) -> str:
        found = self.signatures.verifyDocumentContentSignatures(self.storage(file, _READ), None)
        return "valid" if found and all(one.SignatureIsValid for one in found) else "invalid"

    def sign(self, file: str) -> str:
        initial = self.service("com.sun.star.xml.crypto.SEInitializer")
        security = initial.createSecurityContext("")
        certificates = security.getSecurityEnvironment().getPersonalCertificates()
        storage = self.storage(file, _READ | _WRITE)
        done = self.signatures.signDocumentWithCertificate(certificates[0], storage, None)
        storage.commit()
        storage.dispose()
        return "signed" if done else "not signed"


def _patiently(connect: Any) -> Any:
    for _ in range(_PATIENCE):
        try:
            return connect()
        except Exception:  # noqa: BLE001  # UNO's own exceptions cannot be named before it is up
            time.sleep(0.5)
    raise SystemExit("LibreOffice does not answer")


if __name__ == "__main__":
    main(*sys.argv[1:])
