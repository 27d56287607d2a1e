"""``Watch``: the gradients of a torch module and how often they came, without being told."""

from typing import Any

from mlpviz.gradcheck.any_code import tensors


class Watch:
    """Hooks on the parameters of ``model`` that hear of every backward pass.

    What is kept of each gradient is the tensor itself, not a copy: nothing is computed between two
    logs, and ``zero_grad`` may let go of it.
    """

    def __init__(self, model: Any) -> None:
        self.model, self.passes = model, 0
        self._grads: dict[str, Any] = {}
        trained = tensors.trained(model)
        self._first = next(iter(trained), "")
        self._hooks = [
            parameter.register_post_accumulate_grad_hook(self._hear(name))
            for name, parameter in trained.items()
        ]

    def _hear(self, name: str) -> Any:
        def hook(parameter: Any) -> None:
            self._grads[name] = parameter.grad
            self.passes += name == self._first

        return hook

    def grads(self) -> dict[str, Any] | None:
        """The gradients of the last backward pass by name, zeros where none came; None before."""
        if not self._grads:
            return None
        return {
            name: self._grads.get(name, parameter.detach() * 0.0)
            for name, parameter in self.model.named_parameters()
        }

    def counted(self) -> int:
        """Backward passes since this was asked last."""
        passes, self.passes = self.passes, 0
        return passes

    def end(self) -> None:
        """Hear no more."""
        for hook in self._hooks:
            hook.remove()
