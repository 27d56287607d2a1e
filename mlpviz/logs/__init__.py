"""The server's log: one line an event, cut, limited and without anything of its visitors."""

from mlpviz.logs.exceptions import error_id as error_id
from mlpviz.logs.kept import Log as Log
from mlpviz.logs.kept import kept as kept
from mlpviz.logs.kept import take as take
from mlpviz.logs.who import Asking as Asking
from mlpviz.logs.who import Who as Who
from mlpviz.logs.who import nobody as nobody
from mlpviz.logs.who import pseudonym as pseudonym
from mlpviz.logs.who import sender as sender
