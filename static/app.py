"""The app as the site without a server runs it: in the visitor's browser. See docs/static.md."""

import adapters

adapters.adapt()  # before anything of mlpviz.ui is imported

from mlpviz.ui import navigation  # noqa: E402

navigation.frame()
navigation.run()
