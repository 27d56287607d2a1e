"""What axe finds on a page, wherever a test wants to know."""

from axe_playwright_python.base import AXE_SCRIPT

# Rules that Streamlit's own markup breaks, for exactly the elements that break them.
STREAMLIT: dict[str, tuple[str, ...]] = {
    "presentation-role-conflict": ('data-testid="stFileUploaderDropzone"',),
    "region": ('id="stFloatingOverlayPortal"',),  # the help of a button under the pointer
}


def run_axe(app, place="html"):
    """What axe found in a part of the page; it stays loaded, as compiling it takes a run's time."""
    if not app.page.evaluate("() => 'axe' in window"):
        app.page.evaluate(AXE_SCRIPT)
    options = "{ resultTypes: ['violations'], iframes: false }"
    return app.page.evaluate(f"place => axe.run(place, {options})", place)


def violations(app, place="html"):
    """What axe objects to, as lines of rule, element and reason.

    Where only a part of the page has changed, that part is enough: a run takes a second.
    """
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['failureSummary']}"
        for rule in run_axe(app, place)["violations"]
        for node in rule["nodes"]
        if not any(part in node["html"] for part in STREAMLIT.get(rule["id"], ()))
    ]
