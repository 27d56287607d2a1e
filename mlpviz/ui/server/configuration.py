"""Where Streamlit's configuration of this app stands, wherever its server was started."""

from pathlib import Path

from streamlit import config


def find_configuration(app: str) -> None:
    """Have ``.streamlit/config.toml`` beside the file ``app`` count.

    ``streamlit run`` has told Streamlit where the app is. Another server, as in ``uvicorn
    app:app``, has not: only the folder in which it was started would be looked into, and the limits
    and the protection that the file asks for would be missing without a word. ``st.App`` tells it
    too, but only after the first setting was asked for.
    """
    if config._main_script_path is None:
        config._main_script_path = str(Path(app).resolve())
        config.get_config_options(force_reparse=True)
