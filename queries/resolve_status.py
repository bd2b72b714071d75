"""Whether a concept is in force on a day, from what its publisher says."""

from datetime import date, timedelta

from maillage.queries.concept_summary import Summary
from maillage.queries.resolve_answer import Standing, Status

_TRUSTED = timedelta(days=366)  # how long after it was issued a register may still be followed


def status_at(one: Summary, day: date | None, as_of: date | None) -> Status:
    """Return the status of a concept on a day; `day` None: as its release says.

    `as_of`: the day from which its release speaks, None where that is unknown.
    """
    if one.active is None:
        return _without_register(one, day, as_of)
    return _listed(one, day, as_of) if one.active else _struck_off(one, day, as_of)


def _listed(one: Summary, day: date | None, as_of: date | None) -> Status:
    end = one.end
    # A register that lists it after its last known day has prolonged it: the list wins.
    if end is None or (as_of is not None and end < as_of):
        if day is not None and as_of is not None and day > as_of + _TRUSTED:
            return Status(Standing.UNKNOWN, None, f"le répertoire lu est du {_french(as_of)}")
        return Status(Standing.ACTIVE, None, "active dans son répertoire, sans date de fin connue")
    if day is not None and day > end:
        return Status(Standing.DEPRECATED, end, f"enregistrement échu le {_french(end)}")
    return Status(Standing.ACTIVE, end, f"enregistrée jusqu'au {_french(end)}")


def _struck_off(one: Summary, day: date | None, as_of: date | None) -> Status:
    end = one.end
    dated = end is not None and (as_of is None or end <= as_of)
    if dated and end is not None and day is not None and day <= end:
        return Status(Standing.ACTIVE, end, f"enregistrée jusqu'au {_french(end)}")
    if not dated and day is not None and (as_of is None or day < as_of):
        return Status(Standing.UNKNOWN, None, "inactive depuis, à une date que rien ne donne")
    said = f"enregistrement échu le {_french(end)}" if end and dated else "inactive au répertoire"
    return Status(Standing.DEPRECATED, end if dated else None, said)


def _without_register(one: Summary, day: date | None, as_of: date | None) -> Status:
    if not one.deprecated:
        return Status(Standing.ACTIVE, None, "présent dans la version lue")
    if day is not None and as_of is not None and day < as_of:
        return Status(Standing.UNKNOWN, None, "retiré depuis, à une date que rien ne donne")
    return Status(Standing.DEPRECATED, None, "retiré par son éditeur")


def _french(day: date) -> str:
    return f"{day:%d/%m/%Y}"
