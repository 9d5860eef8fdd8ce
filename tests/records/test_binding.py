"""Binding an account by code, changing it, unbinding."""

import asyncio
import itertools
import random
from datetime import timedelta

import pytest

from records import accounts, binding, codes, people
from records.binding import AlreadyBound, Bound
from records.database import Database
from records.errors import RecordsError
from records.model import COMMAND_LINE, Person
from tests.records.roster import CHEAP, NOW, add, invite, kept, wrong

HOUR = timedelta(hours=1)


async def attempt(database: Database, account: int, code: str, after: timedelta = timedelta(0)) -> object:
    """What `bind` gives or refuses, committed either way as a bot does."""
    async with database.write() as session:
        try:
            made: object = await binding.bind(session, account=account, code=code, now=NOW + after, cost=CHEAP)
        except RecordsError as refusal:
            made = refusal
        await session.commit()
    return made


async def invited(database: Database, number: str = "T1") -> tuple[Person, str]:
    """Somebody on the roster with a code."""
    async with database.write() as session:
        person = await add(session, number)
        code = await invite(session, person)
        await session.commit()
    return person, code


async def test_a_code_binds_once(database: Database) -> None:
    """The account belongs to the person from then on; the same code again says so; to others it is spent."""
    person, code = await invited(database)
    bound = await attempt(database, 11, code.lower().replace("-", " "))
    assert isinstance(bound, Bound)
    assert (bound.person.id, bound.person.account) == (person.id, 11)
    assert isinstance(await attempt(database, 11, code), AlreadyBound)
    assert isinstance(await attempt(database, 12, code), binding.CodeSpent)
    async with database.read() as session:
        assert await people.by_account(session, 11) == bound.person
        assert await people.by_account(session, 12) is None


async def test_only_a_hash_is_kept(database: Database) -> None:
    """Neither the secret nor the typed code stands in any table."""
    _, code = await invited(database)
    await attempt(database, 11, code)
    assert code.replace("-", "")[4:] not in str(await kept(database)).replace("-", "")


async def test_a_code_holds_fourteen_days(database: Database) -> None:
    """A minute before it binds, afterwards it says since when it does not."""
    _, late = await invited(database, "T1")
    _, early = await invited(database, "T2")
    refusal = await attempt(database, 11, late, timedelta(days=14))
    assert isinstance(refusal, binding.CodeSpent)
    assert "3月16日 10:00" in str(refusal)
    assert isinstance(await attempt(database, 12, early, timedelta(days=14, minutes=-1)), Bound)


async def test_a_new_code_withdraws_the_earlier(database: Database) -> None:
    """Only the latest code of a person opens."""
    person, first = await invited(database)
    async with database.write() as session:
        second = await invite(session, person)
        await session.commit()
    assert isinstance(await attempt(database, 11, first), binding.CodeSpent)
    assert isinstance(await attempt(database, 11, second), Bound)


async def test_wrong_codes_say_the_same_whether_or_not_there_is_one(database: Database) -> None:
    """A wrong secret of a code that exists, of a spent one, and a selector that nobody has: one sentence."""
    _, code = await invited(database, "T1")
    _, spent = await invited(database, "T2")
    await attempt(database, 10, spent)
    absent = "2222-2222-2222" if not code.startswith("2222") else "3333-3333-3333"
    said = {
        str(await attempt(database, account, text))
        for account, text in ((11, wrong(code)), (12, wrong(spent)), (13, absent))
    }
    assert len(said) == 1
    assert "还可以试 4 次" in said.pop()


async def test_five_wrong_codes_pause_the_account_for_an_hour(database: Database) -> None:
    """The fifth says until when, in China's time; then even the right code waits; afterwards it binds."""
    _, code = await invited(database)
    refusals = [await attempt(database, 11, f"2222-2222-222{digit}") for digit in "23456"]
    assert [type(refusal) for refusal in refusals] == [binding.WrongCode] * 4 + [binding.Paused]
    assert "3月2日 11:00（北京时间）" in str(refusals[-1])
    assert isinstance(await attempt(database, 11, code, HOUR - timedelta(seconds=1)), binding.Paused)
    assert isinstance(await attempt(database, 12, "2222-2222-2227"), binding.WrongCode)
    assert isinstance(await attempt(database, 11, code, HOUR), Bound)


async def test_success_wipes_the_slate_and_a_spent_code_does_not(database: Database) -> None:
    """Wrong tries count from the last code that was used; one's own old code buys no more guesses."""
    _, mine = await invited(database, "T1")
    for digit in "2345":
        await attempt(database, 11, f"2222-2222-222{digit}")
    assert isinstance(await attempt(database, 11, mine), Bound)
    assert "还可以试 4 次" in str(await attempt(database, 11, "2222-2222-2222"))
    for digit in "234":
        await attempt(database, 11, f"3333-3333-333{digit}")
    assert isinstance(await attempt(database, 11, mine), AlreadyBound)
    assert isinstance(await attempt(database, 11, "2222-2222-2223"), binding.Paused)


async def test_five_wrong_secrets_withdraw_a_code(database: Database) -> None:
    """Whoever guesses at one code with many accounts ends it."""
    _, code = await invited(database)
    for account in range(11, 16):
        assert isinstance(await attempt(database, account, wrong(code)), binding.WrongCode)
    assert isinstance(await attempt(database, 20, code), binding.CodeSpent)


async def test_what_is_no_code_is_no_try(database: Database) -> None:
    """Other words show what a code looks like; they cost nothing and leave nothing."""
    for _ in range(6):
        refusal = await attempt(database, 11, "五年要修多少学时")
        assert isinstance(refusal, binding.NotACode)
    assert "K7MQ-2XPN-8RTD" in str(refusal)
    assert (await kept(database))["attempts"] == []


async def test_an_account_belongs_to_one_person(database: Database) -> None:
    """Who is bound to another entry has to unbind first, and the code is not lost by trying."""
    _, mine = await invited(database, "T1")
    _, other = await invited(database, "T2")
    await attempt(database, 11, mine)
    refusal = await attempt(database, 11, other)
    assert isinstance(refusal, accounts.AccountTaken)
    assert "/unbind" in str(refusal)
    assert isinstance(await attempt(database, 12, other), Bound)


async def test_many_at_once_bind_once(database: Database) -> None:
    """Of ten accounts with one code at the same moment one is bound."""
    _, code = await invited(database)
    made = await asyncio.gather(*(attempt(database, account, code) for account in range(11, 21)))
    assert sorted(type(one).__name__ for one in made) == ["Bound"] + ["CodeSpent"] * 9


async def test_wrong_tries_at_once_are_all_counted(database: Database) -> None:
    """Five guesses of one account at the same moment are five."""
    guesses = [f"2222-2222-222{digit}" for digit in "234567"]
    made = await asyncio.gather(*(attempt(database, 11, guess) for guess in guesses))
    assert sorted(type(one).__name__ for one in made) == ["Paused"] * 2 + ["WrongCode"] * 4


async def test_a_proof_beforehand_keeps_the_transaction_short(database: Database) -> None:
    """What was found out in an earlier reading counts, right or wrong."""
    _, code = await invited(database)
    async with database.read() as session:
        right = await binding.prove(session, code, cost=CHEAP)
        false = await binding.prove(session, wrong(code), cost=CHEAP)
        with pytest.raises(binding.NotACode):
            await binding.prove(session, "学时", cost=CHEAP)
    async with database.write() as session:
        with pytest.raises(binding.WrongCode):
            await binding.bind(session, account=11, code=false, now=NOW)
        assert isinstance(await binding.bind(session, account=11, code=right, now=NOW), Bound)


async def test_hashing_does_not_stall_the_loop(database: Database) -> None:
    """Other tasks go on while a code is hashed at its full cost."""
    done = asyncio.Event()
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            await asyncio.sleep(0.001)

    ticking = asyncio.create_task(tick())
    await binding.seal()
    done.set()
    await ticking
    assert ticks > 3


async def test_a_taken_selector_is_drawn_again(database: Database) -> None:
    """Two codes that would share the selector do not; the secret stays."""
    async with database.write() as session:
        first, second = await add(session, "T1"), await add(session, "T2")
        sealed = codes.seal(codes.Code("K7MQ", "2XPN8RTD"), cost=CHEAP)
        below = random.Random(1).randrange
        one = await binding.issue(session, actor=COMMAND_LINE, person=first, sealed=sealed, now=NOW)
        two = await binding.issue(session, actor=COMMAND_LINE, person=second, sealed=sealed, now=NOW, below=below)
        assert (one.code.selector, two.code.secret) == ("K7MQ", "2XPN8RTD")
        assert two.code.selector != "K7MQ"
        assert isinstance(await binding.bind(session, account=11, code=str(two.code), now=NOW), Bound)
        same = itertools.cycle(map(codes.ALPHABET.index, "K7MQ"))
        with pytest.raises(RecordsError, match="暂时发不出"):
            await binding.issue(
                session, actor=COMMAND_LINE, person=first, sealed=sealed, now=NOW, below=lambda _: next(same)
            )


async def test_a_link_and_its_picture() -> None:
    """The deep link carries the code without hyphens; the picture is a PNG of a size to be scanned."""
    code = codes.Code("K7MQ", "2XPN8RTD")
    link = binding.link("some_bot", code)
    assert link == "https://t.me/some_bot?start=K7MQ2XPN8RTD"
    assert codes.recognise(link) == code
    picture = binding.qr_png(link)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width = int.from_bytes(picture[16:20], "big")
    assert 200 <= width <= 600
