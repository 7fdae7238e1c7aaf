"""Keys of the configuration: checked before the desk opens."""

import pytest

from poedesk.desk.keys import check
from poedesk.errors import UsageError


def test_other_keys_that_fit_are_taken() -> None:
    check({"confirm": "z", "note": "i"})


def test_a_name_that_no_command_has_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'confirm'"):
        check({"confrim": "z"})


def test_a_key_with_two_meanings_on_one_screen_is_named_with_both() -> None:
    with pytest.raises(
        UsageError, match=r"z would mean .*\(confirm\).*\(override\)|override.*confirm"
    ):
        check({"confirm": "z", "override": "z"})


def test_a_key_that_is_taken_already_is_named() -> None:
    with pytest.raises(UsageError, match="n would mean"):
        check({"confirm": "n"})


def test_keys_may_be_exchanged() -> None:
    check({"confirm": "o", "override": "c"})
