"""Streamlit's tables, which are drawn on a canvas."""


def wait_table(table) -> None:
    """Bring a table into sight and wait until it is drawn: until then it takes no click.

    A canvas tells nobody; the table for screen readers inside it follows what is on it.
    """
    table.scroll_into_view_if_needed()
    table.locator("canvas [role=gridcell]").first.wait_for(state="attached")
