"""mlpviz: the debugger for hand-written backprop.

>>> import mlpviz
>>> trainer = mlpviz.Trainer(mlpviz.RunConfig(dataset="digits", lr=0.1))
>>> for record in trainer.run(epochs=20): ...
>>> trainer.history.newest.test_accuracy  # doctest: +SKIP
"""

import sys
from typing import TYPE_CHECKING

__version__ = "0.1.0"

# scikit-learn's estimators need it whole, which takes a second: they come when they are asked for.
APART = ("MLPClassifier", "MLPRegressor")

# The names come from mlpviz/public.py when the first of them is used: pytest imports this package
# at the start of every run, for its plugin, and is not to wait for NumPy and pydantic.
if TYPE_CHECKING:
    from mlpviz.estimators import MLPClassifier, MLPRegressor  # noqa: F401
    from mlpviz.public import *  # noqa: F403  # its __all__ is the list
else:

    def __getattr__(name: str) -> object:
        """A public name, or a folder of the package that comes with them."""
        if name in APART:
            import mlpviz.estimators

            globals()[name] = vars(mlpviz.estimators)[name]
        elif not name.startswith("__") or name == "__all__":
            import mlpviz.public  # taken from sys.modules below

            # Not mlpviz.public: while that is being imported, it would ask here again.
            public = vars(sys.modules["mlpviz.public"])
            if name == "__all__":
                globals()[name] = sorted({*public[name], *APART})
            elif name in public.get("__all__", ()):
                globals()[name] = public[name]
        if name not in globals():
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        return globals()[name]

    def __dir__() -> list[str]:
        return sorted({*globals(), *__getattr__("__all__")})
