"""The bug lab's parts: two networks in step, the challenge, sentences, figures, cards."""
