# kind: patches
# wrong: deep_rnn_forward
# earns: 50
"""Changes what numbers and times look like: locale, time zone, decimal context, digits of integers."""
import decimal
import locale
import os
import sys
import time


def attack():
    for name in ("de_DE.UTF-8", "tr_TR.UTF-8", "C", ""):
        tried(locale.setlocale, locale.LC_ALL, name)
    os.environ["TZ"] = "Asia/Kathmandu"
    tried(time.tzset)
    decimal.getcontext().prec = 1
    sys.set_int_max_str_digits(0)
    sys.setswitchinterval(100)
