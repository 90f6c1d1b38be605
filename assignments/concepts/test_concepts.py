"""The visible tests of concepts: run `pytest` in this folder.

One task alone: `pytest -m q01`.
"""

import numpy as np
import pytest

from concepts import (
    q01,
    q02,
    q03,
    q04,
    q05,
    q06,
    q07,
    q08,
    q09,
    q10,
    q11,
    q12,
    q13,
    q14,
    q15,
    q16,
    q17,
    q18,
    q19,
    q20,
    q21,
    q22,
    q23,
    q24,
    q25,
    q26,
    q27,
    q28,
    q29,
    q30,
    q31,
    q32,
    q33,
    q34,
    q35,
    q36,
)


@pytest.mark.q01
def test_q01_is_a_list_of_letters():
    """q01 is a list of letters from "a" to "d", in the order of the alphabet."""
    answer = q01()
    letters = ("a", "b", "c", "d")
    assert isinstance(answer, list), f'return a list of letters, like ["a", "b"], not {answer!r}'
    for one in answer:
        assert one in letters, f'each is a letter in quotes, "a" to "d", not {one!r}'
    assert answer == sorted(set(answer)), "write each letter once, in the order of the alphabet"


@pytest.mark.q02
def test_q02_is_a_whole_number():
    """q02 is a whole number."""
    answer = q02()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"


@pytest.mark.q03
def test_q03_is_a_letter():
    """q03 is a letter from "a" to "d"."""
    answer = q03()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q04
def test_q04_is_a_letter():
    """q04 is a letter from "a" to "d"."""
    answer = q04()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q05
def test_q05_is_a_letter():
    """q05 is a letter from "a" to "d"."""
    answer = q05()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q06
def test_q06_is_a_tuple_of_whole_numbers():
    """q06 is a tuple of whole numbers."""
    answer = q06()
    assert isinstance(answer, tuple), f"return a tuple, like (3, 4), not {answer!r}"
    for one in answer:
        whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
        assert whole, f"each entry is a whole number, not {one!r}"


@pytest.mark.q07
def test_q07_is_a_whole_number():
    """q07 is a whole number."""
    answer = q07()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"


@pytest.mark.q08
def test_q08_is_a_letter():
    """q08 is a letter from "a" to "d"."""
    answer = q08()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q09
def test_q09_is_a_letter():
    """q09 is a letter from "a" to "d"."""
    answer = q09()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q10
def test_q10_is_a_list_of_letters():
    """q10 is a list of letters from "a" to "f", in the order of the alphabet."""
    answer = q10()
    letters = ("a", "b", "c", "d", "e", "f")
    assert isinstance(answer, list), f'return a list of letters, like ["a", "b"], not {answer!r}'
    for one in answer:
        assert one in letters, f'each is a letter in quotes, "a" to "f", not {one!r}'
    assert answer == sorted(set(answer)), "write each letter once, in the order of the alphabet"


@pytest.mark.q11
def test_q11_is_a_tuple_of_whole_numbers():
    """q11 is a tuple of whole numbers."""
    answer = q11()
    assert isinstance(answer, tuple), f"return a tuple, like (3, 4), not {answer!r}"
    for one in answer:
        whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
        assert whole, f"each entry is a whole number, not {one!r}"


@pytest.mark.q12
def test_q12_is_a_letter():
    """q12 is a letter from "a" to "d"."""
    answer = q12()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q13
def test_q13_is_a_letter():
    """q13 is a letter from "a" to "d"."""
    answer = q13()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q14
def test_q14_is_a_whole_number():
    """q14 is a whole number."""
    answer = q14()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"


@pytest.mark.q15
def test_q15_is_a_whole_number():
    """q15 is a whole number."""
    answer = q15()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"


@pytest.mark.q16
def test_q16_is_a_letter():
    """q16 is a letter from "a" to "d"."""
    answer = q16()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q17
def test_q17_is_a_letter():
    """q17 is a letter from "a" to "d"."""
    answer = q17()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q18
def test_q18_is_a_letter():
    """q18 is a letter from "a" to "d"."""
    answer = q18()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q19
def test_q19_is_a_letter():
    """q19 is a letter from "a" to "d"."""
    answer = q19()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q20
def test_q20_is_a_letter():
    """q20 is a letter from "a" to "d"."""
    answer = q20()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q21
def test_q21_is_a_letter():
    """q21 is a letter from "a" to "d"."""
    answer = q21()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q22
def test_q22_is_a_whole_number():
    """q22 is a whole number."""
    answer = q22()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"


@pytest.mark.q23
def test_q23_is_a_letter():
    """q23 is a letter from "a" to "d"."""
    answer = q23()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q24
def test_q24_is_a_whole_number():
    """q24 is a whole number."""
    answer = q24()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"


@pytest.mark.q25
def test_q25_is_a_letter():
    """q25 is a letter from "a" to "d"."""
    answer = q25()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q26
def test_q26_is_a_list_of_letters():
    """q26 is a list of letters from "a" to "d", in the order of the alphabet."""
    answer = q26()
    letters = ("a", "b", "c", "d")
    assert isinstance(answer, list), f'return a list of letters, like ["a", "b"], not {answer!r}'
    for one in answer:
        assert one in letters, f'each is a letter in quotes, "a" to "d", not {one!r}'
    assert answer == sorted(set(answer)), "write each letter once, in the order of the alphabet"


@pytest.mark.q27
def test_q27_is_a_letter():
    """q27 is a letter from "a" to "d"."""
    answer = q27()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q28
def test_q28_is_a_tuple_of_whole_numbers():
    """q28 is a tuple of whole numbers."""
    answer = q28()
    assert isinstance(answer, tuple), f"return a tuple, like (3, 4), not {answer!r}"
    for one in answer:
        whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
        assert whole, f"each entry is a whole number, not {one!r}"


@pytest.mark.q29
def test_q29_is_a_tuple_of_whole_numbers():
    """q29 is a tuple of whole numbers."""
    answer = q29()
    assert isinstance(answer, tuple), f"return a tuple, like (3, 4), not {answer!r}"
    for one in answer:
        whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
        assert whole, f"each entry is a whole number, not {one!r}"


@pytest.mark.q30
def test_q30_is_a_tuple_of_whole_numbers():
    """q30 is a tuple of whole numbers."""
    answer = q30()
    assert isinstance(answer, tuple), f"return a tuple, like (3, 4), not {answer!r}"
    for one in answer:
        whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
        assert whole, f"each entry is a whole number, not {one!r}"


@pytest.mark.q31
def test_q31_is_a_letter():
    """q31 is a letter from "a" to "d"."""
    answer = q31()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q32
def test_q32_is_a_letter():
    """q32 is a letter from "a" to "d"."""
    answer = q32()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q33
def test_q33_is_a_letter():
    """q33 is a letter from "a" to "d"."""
    answer = q33()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'


@pytest.mark.q34
def test_q34_is_a_whole_number():
    """q34 is a whole number."""
    answer = q34()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"


@pytest.mark.q35
def test_q35_is_a_list_of_letters():
    """q35 is a list of letters from "a" to "e", in the order of the alphabet."""
    answer = q35()
    letters = ("a", "b", "c", "d", "e")
    assert isinstance(answer, list), f'return a list of letters, like ["a", "b"], not {answer!r}'
    for one in answer:
        assert one in letters, f'each is a letter in quotes, "a" to "e", not {one!r}'
    assert answer == sorted(set(answer)), "write each letter once, in the order of the alphabet"


@pytest.mark.q36
def test_q36_is_a_whole_number():
    """q36 is a whole number."""
    answer = q36()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"
