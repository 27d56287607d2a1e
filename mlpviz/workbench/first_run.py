"""What the app opens with where a link says nothing."""

from mlpviz.config import RunConfig

# Four units, each a line, together bend round a circle: small enough to be read, and Play has it
# within ten seconds. Links and Python have defaults of their own, which are never this.
FIRST_RUN = RunConfig(dataset="circles", hidden_sizes=(4,), lr=0.3, batch_size=16)
