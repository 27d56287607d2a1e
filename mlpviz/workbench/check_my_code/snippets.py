"""What writes the file that is uploaded: code to copy, and the same as a notebook."""

from mlpviz.export.notebooks import Kind, notebook_of

FILE = "gradients.npz"

# What comes before each piece of code in the notebook, and the code. Together they run as they are.
NUMPY: tuple[tuple[str, str], ...] = (
    (
        "# Gradients for mlpviz\n\nThis notebook writes `gradients.npz`: your parameters, the "
        "gradients that your own backward pass gives, the data, and the loss. Upload the file on "
        "mlpviz's page **Check my code**. It needs NumPy only.",
        """\
# pip install numpy
import numpy as np

# Your data, and your parameters under any names.
rng = np.random.default_rng(0)
X = rng.normal(size=(20, 4))
Y = np.eye(3)[rng.integers(3, size=20)]
params = {
    "W1": rng.normal(size=(4, 5)) / 2, "b1": np.zeros(5),
    "W2": rng.normal(size=(5, 3)) / 2, "b2": np.zeros(3),
}
""",
    ),
    (
        "Your network: its forward pass, its loss, and its backward pass. This one has a mistake "
        "in it.",
        """\
def forward():
    a1 = np.tanh(X @ params["W1"] + params["b1"])
    z2 = a1 @ params["W2"] + params["b2"]
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    return a1, e / e.sum(axis=1, keepdims=True)

def loss():
    _, p = forward()
    return -np.sum(Y * np.log(p)) / len(X)

def backward():
    a1, p = forward()
    d2 = (p - Y) / len(X)
    d1 = (d2 @ params["W2"].T) * (1 - np.tanh(a1) ** 2)
    return {"W1": X.T @ d1, "b1": d1.sum(axis=0), "W2": a1.T @ d2, "b2": d2.sum(axis=0)}
""",
    ),
    (
        "All of it in one file. A gradient is called as its parameter, with a d before it. Loss "
        "and gradients have to be those of these very parameters, before any update.",
        """\
grads = {f"d{name}": gradient for name, gradient in backward().items()}
np.savez("gradients.npz", X=X, Y=Y, loss=loss(), **params, **grads)
""",
    ),
)

TORCH = """\
# pip install numpy torch
import numpy as np
import torch

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(4, 5), torch.nn.Tanh(), torch.nn.Linear(5, 3)).double()
X, t = torch.randn(20, 4, dtype=torch.float64), torch.randint(3, (20,))
loss = torch.nn.functional.cross_entropy(model(X), t)
loss.backward()  # or your own backward pass, which writes into p.grad

arrays = {name: p.detach().numpy() for name, p in model.named_parameters()}
arrays |= {f"{name}.grad": p.grad.numpy() for name, p in model.named_parameters()}
np.savez("gradients.npz", X=X.numpy(), Y=t.numpy(), loss=loss.item(), **arrays)
"""


def numpy_snippet() -> str:
    """All of the code in one piece."""
    return "\n".join(code for _, code in NUMPY)


def notebook() -> bytes:
    """The same as a Jupyter notebook, format 4.5."""
    cells: list[tuple[Kind, str]] = []
    for words, code in NUMPY:
        cells += [("markdown", words), ("code", code)]
    return notebook_of(cells).encode()
