"""The standard normal distribution function, which NumPy lacks."""

import numpy as np

from mlpviz.arrays import Array

# log(erfc(x) e^(x^2) / t) for t = 1 / (1 + x/2), x >= 0, as a Chebyshev series in 2t - 1: our own
# fit at 60 digits. The series ends where its terms fall below double precision.
_ERFC_SERIES = (
    -0.6513268598908547,
    0.6419697923564902,
    0.019476473204185836,
    -0.009561514786808632,
    -0.0009465953444820369,
    0.00036683949785276145,
    4.252332480690777e-05,
    -2.0278578112534242e-05,
    -1.6242900046470252e-06,
    1.303655835580523e-06,
    1.5626441722066403e-08,
    -8.523809591492679e-08,
    6.52905443909909e-09,
    5.0593434955512435e-09,
    -9.913641564928205e-10,
    -2.2736512229338222e-10,
    9.646791102033932e-11,
    2.394038082870295e-12,
    -6.8860275263445515e-12,
    8.9448792717242e-13,
    3.1309214005412527e-13,
    -1.1270822371626328e-13,
    3.8109061051509293e-16,
    7.106097546502487e-15,
    -1.5230281524725517e-15,
    -9.457497640535273e-17,
    1.2102373121629248e-16,
    -2.816662473011743e-17,
)


def normal_cdf(z: Array) -> Array:
    """Standard normal distribution function, 0.5 erfc(-z / sqrt 2), in (0, 1).

    NumPy has no error function. The relative error is below 2e-14 for z > -6 and 5e-13 down to
    the smallest double.
    """
    t = 1.0 / (1.0 + np.abs(z) * 0.5**1.5)
    tail = np.polynomial.chebyshev.chebval(2.0 * t - 1.0, _ERFC_SERIES)
    tail = 0.5 * t * np.exp(tail - 0.5 * z * z)
    below: Array = np.where(z < 0.0, tail, 1.0 - tail)
    return below.astype(z.dtype, copy=False)
