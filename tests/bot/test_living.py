"""A running bot follows the corpus."""

import asyncio
import threading
from datetime import date

import pytest

from bot.failures import Incident
from bot.living import Knowledge, Living
from indexer.model import Answer, Question, Refusal
from records.standing import RuleBook

QUESTION = Question(text="几学时", as_of=date(2026, 9, 1))


class House:
    """A corpus of one word, and the assistants made of it."""

    def __init__(self) -> None:
        self.corpus = "旧"
        self.closed: list[str] = []
        self.hold = threading.Event()
        self.hold.set()
        self.entered = threading.Event()

    def make(self) -> Knowledge:
        """Raises when the corpus is broken."""
        word = self.corpus
        if word == "坏":
            raise ValueError("坏")
        return Knowledge(_Says(word, self), RuleBook((), ()), {word: word}, fresh=word != "半")

    def open(self) -> Living:
        return Living(make=self.make, fingerprint=lambda: self.corpus)


class _Says:
    def __init__(self, word: str, house: House) -> None:
        self._word = word
        self._house = house

    def ask(self, question: Question) -> Answer | Refusal:
        self._house.entered.set()
        self._house.hold.wait(10)
        assert self._word not in self._house.closed
        return Answer(self._word, (), 1.0)

    def close(self) -> None:
        self._house.closed.append(self._word)


def said(living: Living) -> str:
    result = living.ask(QUESTION)
    assert isinstance(result, Answer)
    return result.text


def test_a_changed_corpus_is_taken_up() -> None:
    """Answers, rules and titles come from the new corpus, and the old index is closed."""
    house = House()
    living = house.open()
    rules = living.rules()
    assert not living.renew()
    house.corpus = "新"
    assert living.renew()
    assert (said(living), dict(living.titles()), house.closed) == ("新", {"新": "新"}, ["旧"])
    assert living.rules() is not rules


def test_a_question_under_way_keeps_its_state() -> None:
    """What is being answered is answered from where it began; the old index is closed only afterwards."""
    house = House()
    living = house.open()
    house.hold.clear()
    heard: list[str] = []
    asking = threading.Thread(target=lambda: heard.append(said(living)))
    asking.start()
    assert house.entered.wait(10)
    house.corpus = "新"
    assert living.renew()
    assert house.closed == []
    house.hold.set()
    asking.join(10)
    assert (heard, house.closed, said(living)) == (["旧"], ["旧"], "新")


def test_a_broken_corpus_leaves_the_old_one() -> None:
    """A corpus that cannot be read is reported once, and answers go on; a mended one is taken up."""
    house = House()
    living = house.open()
    house.corpus = "坏"
    with pytest.raises(ValueError, match="坏"):
        living.renew()
    assert not living.renew()
    assert said(living) == "旧"
    house.corpus = "新"
    assert living.renew()


def test_an_index_that_another_process_builds() -> None:
    """Until it is there the old one serves, and it is looked for again."""
    house = House()
    living = house.open()
    house.corpus = "半"
    assert not living.renew()
    assert (said(living), house.closed) == ("旧", ["半"])
    assert not living.renew()
    house.corpus = "新"
    assert living.renew()
    assert said(living) == "新"


async def test_it_keeps_looking() -> None:
    """The loop takes up changes by itself and reports what fails."""
    house = House()
    living = house.open()
    reported: list[BaseException] = []
    renewed = asyncio.Event()

    def report(error: BaseException) -> Incident:
        reported.append(error)
        house.corpus = "新"
        return Incident("E1", "yanxiu.log")

    async def watch() -> None:
        while said(living) != "新":
            await asyncio.sleep(0.01)
        renewed.set()

    house.corpus = "坏"
    keeping = asyncio.create_task(living.keep(report=report, every_s=0.01))
    await asyncio.wait_for(watch(), 10)
    keeping.cancel()
    assert renewed.is_set()
    assert [str(error) for error in reported] == ["坏"]
