"""What answers besides Streamlit, and what changes Streamlit's own answers.

``app.py`` makes a ``st.App`` of these, which ``streamlit run app.py`` finds there.
"""

from starlette.middleware import Middleware
from starlette.routing import Route

from mlpviz.ui.announce import Announce
from mlpviz.ui.board.assets import PREFIX
from mlpviz.ui.server.endpoints import OpenEndpoints, base
from mlpviz.ui.server.files import StreamlitFiles, board_file
from mlpviz.ui.server.headers import SecurityHeaders
from mlpviz.ui.server.health import health
from mlpviz.ui.server.honest import Honest
from mlpviz.ui.server.sockets import Sockets
from mlpviz.ui.server.uploads import Uploads

# What changes Streamlit's own answers, and what reaches it: the outermost first.
LAYERS = (SecurityHeaders, OpenEndpoints, StreamlitFiles, Sockets, Uploads, Announce, Honest)


def routes() -> list[Route]:
    """The board's files, and the health page."""
    return [
        Route(f"{base()}/{PREFIX}/{{path:path}}", board_file),
        Route(f"{base()}/health", health),
    ]


def middleware() -> list[Middleware]:
    """`LAYERS`."""
    return [Middleware(layer) for layer in LAYERS]
