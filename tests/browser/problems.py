"""What a quiet page does not do, and what a failed one showed."""

from urllib.parse import urlsplit

from playwright.sync_api import Error, Page

from tests.serving import HOST

# What Streamlit says when a change in the sidebar meets a tick. The page then redraws itself as a
# whole: test_a_structural_change_while_playing_starts_over_and_plays_on.
EXPECTED = "Multiple different fragmentIds detected"

# Not each violation of the page's security policy is told on the console.
VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} refuses ${event.blockedURI}`));"""


def watch(page: Page, problems: list[str]) -> None:
    """Note everything that a quiet page on its own machine does not do."""

    def on_console(message):
        if message.type in ("error", "warning") and EXPECTED not in message.text:
            problems.append(f"console {message.type}: {message.text}")

    def on_request(request):
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != HOST:
            problems.append(f"request to {request.url}")

    page.add_init_script(VIOLATIONS)
    page.on("console", on_console)
    page.on("request", on_request)
    page.on("websocket", on_request)
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    page.on("crash", lambda _: problems.append("the page crashed"))


def describe(page: Page) -> str:
    """What a page showed at the end of a failed test, in one line for the test's report."""
    script = """() => JSON.stringify({
      address: location.href,
      hidden: document.hidden,
      run: document.querySelector('[data-testid=stApp]')?.dataset.testScriptState,
      boards: [...document.querySelectorAll('.mlpviz-board')].map(board => ({ ...board.dataset })),
      cards: [...document.querySelectorAll('.mlpviz-card')].map(card => ({ ...card.dataset })),
      told: [...document.querySelectorAll('.mlpviz-metrics, .mlpviz-words')].map(n => n.innerText),
      text: (document.querySelector('.stMain') ?? document.body).innerText.slice(0, 2000),
    })"""
    try:
        page.set_default_timeout(5_000)
        return page.evaluate(script)
    except Error as error:
        return f"the page does not answer: {error}"
