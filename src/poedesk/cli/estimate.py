"""`poedesk estimate`: what a claim would earn, month by month, and why a month pays nothing."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args, get_type_hints

from poedesk.cli.options import Commands, folders
from poedesk.cli.output import output, say
from poedesk.errors import UsageError, meant

if TYPE_CHECKING:
    from poedesk.earnings.programme import Programme
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
    parser.add_argument("table", type=Path, metavar="USAGE", nargs="?")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="default: text")
    parser.add_argument("--output", type=Path, metavar="FILE", help="needed for xlsx")
    parser.add_argument(
        "--checklists", type=Path, metavar="DIR", help="own programmes, before ours"
    )
    parser.add_argument("--licences", type=Path, metavar="FILE",
                        help="subscriptions by which the paid units are counted")  # fmt: skip
    parser.add_argument("--explain", action="store_true", help="go through every cause of no pay")
    parser.add_argument("--claim", type=Path, metavar="DIR", help="the claim, for what it declares")
    parser.add_argument("--programme", metavar="ID",
                        help="by this programme only; tables of revenue, engagements or points "
                        "need theirs, see --programmes")  # fmt: skip
    parser.add_argument("--programmes", action="store_true", help="name every programme and end")
    parser.add_argument("--designation", action="append", metavar="NAME",
                        help="a designation that the partner holds (repeatable)")  # fmt: skip
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

    if args.programmes:
        return _listed(args)
    if args.table is None:
        raise UsageError("name a table of usage, or give --programmes")
    if args.format == "xlsx" and args.output is None:
        raise UsageError("--format xlsx wants --output FILE")
    programmes = _programmes(args)
    if args.programme and programmes[0].kind != "usage":
        return _ledger(args, programmes[0])
    found = _estimate(args, programmes)
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


def _programmes(args: argparse.Namespace) -> tuple[Programme, ...]:
    """All programmes, or the one that is asked for. Raises UsageError where it is unknown."""
    from poedesk import configuration
    from poedesk.earnings import load_programmes

    own = args.checklists or configuration.load().checklists
    every = load_programmes(root / "programmes" for root in folders(own))
    if not args.programme:
        return every
    chosen = tuple(one for one in every if one.id == args.programme)
    if not chosen:
        known = [one.id for one in every]
        raise UsageError(
            f"no programme {args.programme!r}{meant(args.programme, known)}",
            hint="Known: " + ", ".join(known),
        )
    return chosen


def _listed(args: argparse.Namespace) -> int:
    args.programme = None
    for one in _programmes(args):
        print(f"{one.id:<38} {one.kind:<7} {one.term_from} to {one.term_to}  {one.title}")
    return 0


def _ledger(args: argparse.Namespace, programme: Programme) -> int:
    """Revenue, engagements or points by the programme that is asked for."""
    from poedesk.claims.ledger import load_ledger
    from poedesk.earnings.ledger import worked_out
    from poedesk.report import ledger as report

    rows, faults = load_ledger(args.table, dated=programme.kind != "score")
    held = args.designation
    if held is None and args.claim:
        held = _claim(args.claim).partner.designations
    found = worked_out(rows, programme, held)
    if args.format == "xlsx":
        report.to_xlsx(found, faults, args.output)
    else:
        writers = {"text": report.to_text, "json": report.to_json, "csv": report.to_csv,
                   "html": report.to_html}  # fmt: skip
        with output(args.output) as stream:
            writers[args.format](found, faults, stream)
    for fault in faults:
        say(fault)
    return 4 if faults else 0


def _estimate(args: argparse.Namespace, programmes: Sequence[Programme]) -> Estimate:
    from poedesk import configuration
    from poedesk.claims.licences import load_licences
    from poedesk.claims.usage import load_usage
    from poedesk.earnings import earned
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
