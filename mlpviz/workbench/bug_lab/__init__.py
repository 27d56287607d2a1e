"""The bug lab without its controls: twins, the challenge, sentences, figures."""
