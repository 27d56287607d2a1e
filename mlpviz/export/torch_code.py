"""How each row of the engine's tables is written in PyTorch."""

ACTIVATIONS = {
    "identity": "z",
    "tanh": "torch.tanh(z)",
    "sigmoid": "torch.sigmoid(z)",
    "relu": "torch.relu(z)",
    "leaky_relu": "F.leaky_relu(z, 0.01)",
    "elu": "F.elu(z)",
    "selu": "F.selu(z)",
    "gelu": "F.gelu(z)",
    "silu": "F.silu(z)",
    "softplus": "F.softplus(z)",
    "softsign": "F.softsign(z)",
}
# Summed over outputs, averaged over samples; of outputs a or logits z.
LOSSES = {
    "mse": 'F.mse_loss(a, Y, reduction="sum") / len(Y)',
    "huber": 'F.huber_loss(a, Y, reduction="sum") / len(Y)',
    "mae": 'F.l1_loss(a, Y, reduction="sum") / len(Y)',
    "cross_entropy": "F.cross_entropy(z, Y)",
    "binary_cross_entropy": ('F.binary_cross_entropy_with_logits(z, Y, reduction="sum") / len(Y)'),
}
# A class of torch.optim, and its arguments beside lr; {name} stands for a setting.
OPTIMIZERS = {
    "sgd": ("SGD", ""),
    "momentum": ("SGD", "momentum={momentum}"),
    "nesterov": ("SGD", "momentum={momentum}, nesterov=True"),
    "rmsprop": ("RMSprop", "alpha={alpha}, eps={eps}"),
    "adam": ("Adam", "betas=({beta1}, {beta2}), eps={eps}"),
    "adamw": ("AdamW", "betas=({beta1}, {beta2}), eps={eps}, weight_decay={weight_decay}"),
}
