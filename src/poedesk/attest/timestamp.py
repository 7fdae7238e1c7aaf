"""Time stamps (RFC 3161): a time that somebody trusted puts to a signature or a whole file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from poedesk.attest import chain
from poedesk.attest.revocation import Revocations


def trusted(
    token: Any,
    imprint: Callable[[str], bytes],
    anchors: Sequence[bytes],
    others: Sequence[Any],
    revocations: Revocations,
) -> datetime | None:
    """The aware time of a token (CMS SignedData) whose own chain reaches an anchor, over what
    `imprint` gives for the name of a digest; None where it proves nothing.

    A stamp of which the certificate is revoked, at whatever time, proves nothing either.
    Raises whatever the library raises on a strange token.
    """
    from pyhanko.sign.validation.generic_cms import (
        extract_certs_for_validation,
        validate_tst_signed_data,
    )
    from pyhanko.sign.validation.status import TimestampSignatureStatus

    when = chain.aware(token["encap_content_info"]["content"].parsed["gen_time"].native)
    own = extract_certs_for_validation(token)
    known = (*others, *own.other_certs)
    if revocations.since(own.signer_cert, known) is not None:
        return None
    context = chain.context(anchors, known, when)
    found = asyncio.run(validate_tst_signed_data(token, context, imprint))
    stamp = TimestampSignatureStatus(**found)
    return when if stamp.valid and stamp.intact and stamp.trusted else None
