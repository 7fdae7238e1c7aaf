"""`poedesk estimate`: what a claim would earn, month by month, and why a month pays nothing."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args, get_type_hints

from poedesk.cli.options import Commands, folders
from poedesk.cli.output import output, say
from poedesk.errors import UsageError

if TYPE_CHECKING:
    from poedesk.model import Claim
    from poedesk.report.estimate import Estimate

_FORMATS = ("text", "json", "csv", "xlsx", "html")
_HELP = {
    "paid_units": "paid units cap the level of use, or the increment (default: level)",
    "mark": "the mark moves to the month's use, or only to what is paid for (default: use)",
    "minimum": "the minimum is a floor under the mark, or a gate before or after the month",
    "first_mark": "the first mark is the highest use known before, or the month's own",
    "association": "counts from its own month, or from the next (default: inclusive)",
    "minimum_of": "the minimum is one of each workload, or of the tenant (default: workload)",
}


def add(commands: Commands) -> None:
    """Say what `poedesk estimate` understands."""
    from poedesk.earnings.formula import Options

    parser = commands.add_parser(
        "estimate",
        help="what usage earns, month by month",
        description="What usage earns by the programmes of checklists/programmes: one row for "
        "each tenant, workload and month, as CSV or XLSX; columns tenant_id, workload, month, mau, "
        "pau, associated_from, or as Partner Center exports them.",
        epilog="exit status: 0 done · 4 some rows could not be used · 2 usage error",
    )
    parser.add_argument("table", type=Path, metavar="USAGE")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="default: text")
    parser.add_argument("--output", type=Path, metavar="FILE", help="needed for xlsx")
    parser.add_argument(
        "--checklists", type=Path, metavar="DIR", help="own programmes, before ours"
    )
    parser.add_argument("--licences", type=Path, metavar="FILE",
                        help="subscriptions by which the paid units are counted")  # fmt: skip
    parser.add_argument("--explain", action="store_true", help="go through every cause of no pay")
    parser.add_argument("--claim", type=Path, metavar="DIR", help="the claim, for what it declares")
    points = parser.add_argument_group("points that the guideline leaves open")
    for name, hint in get_type_hints(Options).items():
        option = f"--{name.replace('_', '-')}"
        if name == "time_limit":
            points.add_argument(option, type=int, default=0, metavar="MONTHS",
                                help="nothing is paid so long after the association")  # fmt: skip
        else:
            points.add_argument(option, choices=get_args(hint), help=_HELP[name])
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status: see `add`."""
    from poedesk.report import estimate as report

    if args.format == "xlsx" and args.output is None:
        raise UsageError("--format xlsx wants --output FILE")
    found = _estimate(args)
    if args.format == "xlsx":
        report.to_xlsx(found, args.output)
    else:
        writers = {"text": report.to_text, "json": report.to_json, "csv": report.to_csv,
                   "html": report.to_html}  # fmt: skip
        with output(args.output) as stream:
            writers[args.format](found, stream)
    for fault in found.faults:
        say(fault)
    return 4 if found.faults else 0


def _estimate(args: argparse.Namespace) -> Estimate:
    from poedesk import configuration
    from poedesk.claims.licences import load_licences
    from poedesk.claims.usage import load_usage
    from poedesk.earnings import earned, load_programmes
    from poedesk.earnings.formula import Options
    from poedesk.earnings.licences import counted, paid_units
    from poedesk.earnings.reasons import causes
    from poedesk.earnings.warnings import warnings
    from poedesk.extract.workloads import resolve
    from poedesk.report.estimate import Estimate
    from poedesk.settings import load_vocabulary

    own = args.checklists or configuration.load().checklists
    vocabulary = load_vocabulary(own)

    def known(name: str) -> str | None:
        return resolve(name, vocabulary)

    table = load_usage(args.table, known)
    rows, faults = table.rows, table.faults
    notes: tuple[str, ...] = ()
    if args.licences:
        listed, wrong = load_licences(args.licences, known)
        rows, notes = counted(rows, paid_units(listed))
        faults = (*faults, *wrong)
    programmes = load_programmes(root / "programmes" for root in folders(own))
    claim = _claim(args.claim) if args.claim else None
    given = {name: getattr(args, name) for name in Options.__slots__}
    options = Options(**{name: value for name, value in given.items() if value is not None})
    environment = claim.customer.environment if claim else ""
    results = tuple(earned(rows, programmes, options, environment))
    told = causes(claim, results, programmes) if args.explain else ()
    return Estimate(
        results,
        faults,
        (*notes, *warnings(rows, programmes)),
        tuple((one.name, one.applies, one.because) for one in told),
    )


def _claim(folder: Path) -> Claim:
    from poedesk import claims
    from poedesk.model import RunError

    found: Sequence[Claim | RunError] = claims.find([folder], {}, today=date.today()).claims  # noqa: DTZ011
    first = found[0]
    if isinstance(first, RunError):
        raise UsageError(first.message)
    return first
