"""What must hold within one row, whatever else the files say."""

from assistant.sources.shape import Row


def note_with_reading(row: Row) -> None:
    """Demand a note where the status says that something is our interpretation."""
    if row.values.get("status") == "reading" and "note" not in row.values:
        hint = "add note: why it is read so; customers see it"
        row.here.error(row.at, "S005", 'status reading needs a "note"', hint)


def because_unless_not_stated(row: Row) -> None:
    """Demand the clauses, except where the source says nothing."""
    if row.values.get("because") or row.values.get("status") == "not_stated":
        return
    if not row.block.partial:
        hint = "name the clauses it rests on, or write status: not_stated"
        at = row.value_at("because")
        row.here.error(at, "S002", '"because" is missing', hint)


def dates_in_order(row: Row) -> None:
    """Demand that what begins ends later."""
    if not row.sound("effective_from", "effective_to"):
        return
    if row.values["effective_to"] <= row.values["effective_from"]:
        hint = "effective_from is the first day, effective_to the day after the last"
        message = "effective_to is not after effective_from"
        row.here.error(row.value_at("effective_to"), "D001", message, hint)


def review_not_overdue(row: Row) -> None:
    """Warn where a review has run out."""
    if not row.sound("reviewed", "review_every"):
        return
    reviewed, holds = row.values["reviewed"], row.values["review_every"]
    if reviewed < row.here.today - holds:
        due = reviewed + holds
        message = f"the review was due on {due.isoformat()}"
        hint = "check the article against the source, then set reviewed to that day"
        at = row.value_at("reviewed")
        row.here.report.warning(at, "V001", row.here.about(message), hint)
