"""An announcement on its way: queued in chunks, held, cancelled, corrected, in quiet hours, read, in doubt."""

from datetime import UTC, datetime, timedelta

import pytest

from records import accounts, outbox, people, settings_store
from records.campaigns import advance, compose, control, doubts, receipts, report, store
from records.campaigns.audience import Audience
from records.campaigns.content import Content, Kind
from records.campaigns.messages import READ_AND_CHANGED, read_button
from records.campaigns.model import CampaignError, NobodyToReach, Reason, State, Stopped, WrongState
from records.campaigns.receipts import Receipt
from records.model import COMMAND_LINE
from records.permissions import NotPermitted
from tests.records.campaigns.house import House, bind, person
from tests.records.roster import COUNTY, NOW, OTHER_COUNTY

WHOLE = Audience(region=COUNTY)
EVENING = datetime(2026, 3, 2, 12, 59, tzinfo=UTC)
"""20:59 in China."""
MINUTE = timedelta(minutes=1)


async def test_everybody_is_queued_once_and_the_end_is_noted(house: House) -> None:
    """In steps of two; what comes after the end does nothing."""
    campaign = await house.begun()
    assert [chat for chat, _, _ in await house.send()] == [101, 102, 103]
    done = await house.advance(campaign)
    assert (done.state, done.finished) == (State.DONE, True)
    assert await house.send() == []
    assert await house.do(advance.active) == ()
    found = await house.do(report.report, campaign.id, actor=house.clerk)
    assert (found.accepted, found.sent, found.campaign.finished_at) == (3, 3, NOW)


async def test_who_can_be_reached_is_decided_when_it_is_queued(house: House) -> None:
    """Who bound meanwhile gets it; who unbound, blocked or left does not, and the reason is noted."""
    async with house.database.write() as session:
        await accounts.unbind(session, actor=COMMAND_LINE, person=await person(session, "T2"), now=NOW)
        await session.commit()
    campaign = await house.confirm(await house.create())
    async with house.database.write() as session:
        await bind(session, "T2", 202)
        await people.mark_blocked(session, 101, now=NOW)
        await people.leave(
            session, actor=COMMAND_LINE, person=await person(session, "T3"), day=NOW.date() - timedelta(days=1), now=NOW
        )
        await session.commit()
    await house.advance(campaign)
    assert [chat for chat, _, _ in await house.send()] == [202]
    found = await house.do(report.report, campaign.id, actor=house.clerk)
    assert dict(found.unreachable) == {Reason.BLOCKED: 1, Reason.LEFT: 1}


async def test_a_whole_region_waits_for_a_second_person(house: House) -> None:
    """Neither the author nor somebody of one school approves it; the setting of the centre switches it off."""
    campaign = await house.confirm(await house.create(audience=WHOLE))
    assert campaign.state is State.WAITING_APPROVAL
    assert (await house.advance(campaign)).finished
    for actor in (house.clerk, house.of_school):
        with pytest.raises(NotPermitted):
            await house.do(compose.approve, campaign.id, actor=actor, now=NOW)
    approved = await house.do(compose.approve, campaign.id, actor=house.colleague, now=NOW)
    assert (approved.state, approved.approved_by) == (State.SCHEDULED, house.colleague.id)
    await house.do(control.correct, campaign.id, actor=house.clerk, html="改过的通知", now=NOW)
    assert (await house.do(store.get, campaign.id, actor=house.clerk)).state is State.WAITING_APPROVAL
    setting = {"region": COUNTY, "name": "全区域群发需第二人审批", "text": "不需要", "now": NOW}
    await house.do(settings_store.choose, actor=COMMAND_LINE, **setting)
    assert (await house.confirm(await house.create(audience=WHOLE))).state is State.SCHEDULED


async def test_what_the_command_line_made_it_does_not_approve(house: House) -> None:
    """Two people cannot be told apart there; the sentence names the setting."""
    campaign = await house.confirm(await house.create(COMMAND_LINE, audience=WHOLE), COMMAND_LINE)
    with pytest.raises(NotPermitted, match="全区域群发需第二人审批"):
        await house.do(compose.approve, campaign.id, actor=COMMAND_LINE, now=NOW)


async def test_staff_reach_their_own_places_only(house: House) -> None:
    """A school's staff cannot ask for the county, nobody for the next one; their announcements are theirs."""
    for actor, audience in ((house.of_school, WHOLE), (house.clerk, Audience(region=OTHER_COUNTY))):
        with pytest.raises(NotPermitted):
            await house.create(actor, audience=audience)
    campaign = await house.create(audience=Audience(region=COUNTY, schools=("乙小学",)))
    with pytest.raises(NotPermitted):
        await house.do(control.cancel, campaign.id, actor=house.of_school, now=NOW)
    assert await house.do(store.latest, actor=house.of_school) == ()
    assert len(await house.do(store.latest, actor=house.colleague)) == 1


async def test_pausing_holds_everything_and_resuming_goes_on(house: House) -> None:
    """What waits in the outbox and what is not queued yet; the figures say how many."""
    campaign = await house.confirm(await house.create())
    await house.do(advance.advance, campaign.id, now=NOW, limit=2)
    await house.send(limit=1)
    assert await house.do(control.pause, campaign.id, actor=house.clerk, now=NOW) == Stopped(1, 2, 0)
    assert await house.send() == []
    assert (await house.advance(campaign)).state is State.PAUSED
    with pytest.raises(WrongState, match="已暂停"):
        await house.do(control.pause, campaign.id, actor=house.clerk, now=NOW)
    await house.do(control.resume, campaign.id, actor=house.clerk, now=NOW)
    await house.advance(campaign)
    assert [chat for chat, _, _ in await house.send()] == [102, 103]


async def test_cancelling_is_for_good(house: House) -> None:
    """Also for a message that was on its way and has to be tried again."""
    campaign = await house.confirm(await house.create())
    await house.do(advance.advance, campaign.id, now=NOW, limit=2)
    (taken,) = await house.do(outbox.claim, worker="w", now=NOW, limit=1)
    assert await house.do(control.cancel, campaign.id, actor=house.clerk, now=NOW) == Stopped(1, 0, 2)
    assert await house.do(outbox.retry, taken.id, not_before=NOW, error="429")
    assert await house.send(NOW + MINUTE) == []
    found = await house.do(report.report, campaign.id, actor=house.clerk)
    assert (found.cancelled, found.accepted) == (3, 3)
    with pytest.raises(WrongState):
        await house.do(control.resume, campaign.id, actor=house.clerk, now=NOW)


async def test_quiet_hours_stop_a_broadcast_and_the_morning_goes_on_with_it(house: House) -> None:
    """One that began at 20:59 stops at 21:00; an urgent one and a reply do not wait."""
    await house.begun(EVENING)
    assert len(await house.send(EVENING, limit=1)) == 1
    await house.begun(EVENING, html="紧急", urgent=True, audience=Audience(region=COUNTY, schools=("乙小学",)))
    night = EVENING + MINUTE
    await house.do(outbox.put, key="reply", chat=102, method="send", payload={"html": "回复"}, now=night)
    assert [text for _, _, text in await house.send(night)] == ["回复", "紧急"]
    assert await house.do(outbox.next_due, now=night) == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    assert await house.send(datetime(2026, 3, 2, 23, 59, tzinfo=UTC)) == []
    assert [chat for chat, _, _ in await house.send(datetime(2026, 3, 3, 0, 0, tzinfo=UTC))] == [102, 103]


async def test_quiet_hours_are_the_centres(house: House) -> None:
    """A setting of the region holds for what begins afterwards."""
    setting = {"region": COUNTY, "name": "群发免打扰时段", "text": "20:00-07:00", "now": NOW}
    await house.do(settings_store.choose, actor=COMMAND_LINE, **setting)
    await house.begun(EVENING)
    assert await house.send(EVENING) == []


async def test_nothing_goes_out_before_its_moment(house: House) -> None:
    """The step says when to come again; a moment that is past cannot be chosen."""
    later = NOW + timedelta(hours=1)
    campaign = await house.confirm(await house.create(scheduled_for=later))
    done = await house.advance(campaign)
    assert (done.state, done.wait_until, done.finished) == (State.SCHEDULED, later, False)
    await house.advance(campaign, later)
    assert len(await house.send(later)) == 3
    with pytest.raises(CampaignError, match="时刻"):
        await house.create(scheduled_for=NOW - MINUTE)


async def test_a_held_campaign_is_in_nobodys_way(house: House) -> None:
    """Another one to the same people goes out while the first waits."""
    first = await house.begun()
    await house.do(control.pause, first.id, actor=house.clerk, now=NOW)
    await house.begun(NOW + MINUTE, html="另一条")
    assert {text for _, _, text in await house.send(NOW + MINUTE)} == {"另一条"}


async def test_a_correction_finds_everybody_where_they_are(house: House) -> None:
    """Sent ones are edited, readers are told, waiting ones get the new text, one on its way is edited later."""
    campaign = await house.begun(receipt=True)
    await house.send(limit=1)
    assert await house.do(receipts.mark_read, campaign.id, account=101, edition=0, now=NOW) is Receipt.NOTED
    (flying,) = await house.do(outbox.claim, worker="w", now=NOW, limit=1)
    found = await house.do(control.correct, campaign.id, actor=house.clerk, html="更正", now=NOW)
    assert (found.edits, found.replaced, found.uncorrectable, found.readers) == (2, 1, 0, 1)
    await house.advance(campaign)
    marked = "更正\n\n（内容有更正，3月2日 10:00）"
    sent = await house.send()
    assert sorted(sent) == [
        (101, f"campaign:{campaign.id}:{await house.do(number, 'T1')}:edit:1", marked),
        (103, f"campaign:{campaign.id}:{await house.do(number, 'T3')}", marked),
    ]
    assert [text for _, _, text in await house.send()] == [READ_AND_CHANGED]
    await house.do(outbox.sent, flying.id, message=7, now=NOW)
    assert await house.do(advance.active) == (campaign.id,)
    await house.advance(campaign)
    assert [(chat, key.endswith(":edit:1")) for chat, key, _ in await house.send()] == [(102, True)]
    assert (await house.advance(campaign)).finished
    after = await house.do(report.report, campaign.id, actor=house.clerk)
    assert (after.read, after.read_earlier, after.edits[outbox.State.SENT]) == (1, 1, 3)
    with pytest.raises(CampaignError, match="一样"):
        await house.do(control.correct, campaign.id, actor=house.clerk, html=" 更正", now=NOW)


async def number(session: object, who: str) -> int:
    """Id of a teacher."""
    return (await person(session, who)).id  # type: ignore[arg-type]  # the house hands on what it opened


async def test_a_second_correction_takes_the_place_of_the_first(house: House) -> None:
    """Edits of the first that wait are not sent any more; what was cancelled can be corrected too."""
    campaign = await house.begun()
    await house.send()
    await house.advance(campaign)
    for html in ("第一次", "第二次"):
        await house.do(control.correct, campaign.id, actor=house.clerk, html=html, now=NOW)
        await house.advance(campaign)
    assert [text.split("\n")[0] for _, _, text in await house.send()] == ["第二次"] * 3


async def test_a_picture_is_uploaded_once(house: House) -> None:
    """The others of the mailing show the channel's copy; an edit changes the caption."""
    content = Content("说明", Kind.PICTURE, "图.png", b"\x89PNG\r\n\x1a\n...")
    campaign = await house.begun(content=content)
    (first,) = await house.do(outbox.claim, worker="w", now=NOW, limit=1)
    assert (first.method, first.payload["name"], "content" in first.payload) == ("photo", "图.png", True)
    await house.do(outbox.sent, first.id, message=1, now=NOW, file="AgAC")
    await house.do(control.correct, campaign.id, actor=house.clerk, html="新说明", now=NOW)
    (second,) = await house.do(outbox.claim, worker="w", now=NOW, limit=1)
    assert (second.payload["file"], "content" in second.payload) == ("AgAC", False)
    await house.advance(campaign)
    taken = await house.do(outbox.claim, worker="w", now=NOW, limit=9)
    assert [(one.method, one.payload["message"]) for one in taken if one.chat == 101] == [("edit_caption", 1)]


async def test_who_reads_is_counted_once_and_the_others_are_reminded(house: House) -> None:
    """A follow-up goes to exactly those; reading it counts for the first as well."""
    campaign = await house.begun(receipt=True)
    (one, *_) = await house.do(outbox.claim, worker="w", now=NOW, limit=1)
    button = one.payload["buttons"][0][0]
    assert read_button(button["callback_data"]) == (campaign.id, 0)
    await house.do(outbox.sent, one.id, message=1, now=NOW)
    await house.send()
    for expected in (Receipt.NOTED, Receipt.ALREADY):
        assert await house.do(receipts.mark_read, campaign.id, account=101, now=NOW) is expected
    for stranger in (104, 999):
        assert await house.do(receipts.mark_read, campaign.id, account=stranger, now=NOW) is Receipt.NOT_ADDRESSED
    assert [r.number for r in await house.do(receipts.unread, campaign.id, actor=house.clerk)] == ["T2", "T3"]
    follow = await house.keep(await house.do(receipts.remind_unread, campaign.id, actor=house.clerk, now=NOW))
    await house.confirm(follow)
    await house.advance(follow)
    assert [chat for chat, _, _ in await house.send()] == [102, 103]
    await house.do(receipts.mark_read, follow.id, account=102, now=NOW)
    await house.do(receipts.mark_read, follow.id, account=103, now=NOW)
    assert await house.do(receipts.unread, campaign.id, actor=house.clerk) == ()
    with pytest.raises(NobodyToReach, match="都已经"):
        await house.do(receipts.remind_unread, campaign.id, actor=house.clerk, now=NOW)


async def test_staff_decide_on_messages_in_doubt(house: House) -> None:
    """One is taken as sent, one is sent again as a message of its own, and not twice by one decision."""
    campaign = await house.begun()
    await house.send(outcome="uncertain")
    await house.advance(campaign)
    first, second, _ = await house.do(doubts.uncertain, campaign.id, actor=house.clerk)
    await house.do(doubts.take_as_sent, campaign.id, actor=house.clerk, person=first.person, now=NOW)
    await house.do(doubts.send_again, campaign.id, actor=house.clerk, person=second.person, now=NOW)
    for deed in (doubts.take_as_sent, doubts.send_again):
        with pytest.raises(CampaignError, match="没有疑问"):
            await house.do(deed, campaign.id, actor=house.clerk, person=second.person, now=NOW)
    assert await house.send() == [(102, f"campaign:{campaign.id}:{second.person}:again:1", "通知")]
    found = await house.do(report.report, campaign.id, actor=house.clerk)
    assert (found.sent, found.uncertain, found.campaign.state) == (2, 1, State.SENDING)
    assert (await house.advance(campaign)).state is State.DONE


async def test_every_recipient_has_a_line_and_one_state(house: House) -> None:
    """Sent, failed, out of reach; the figures add up."""
    campaign = await house.begun(audience=Audience(region=COUNTY, schools=("甲小学", "乙小学")))
    await house.send(limit=1)
    await house.send(limit=1, outcome="failed")
    async with house.database.read() as session:
        lines = [one async for one in report.lines(session, campaign.id, actor=house.clerk)]
    assert [(one.number, one.state, one.reason) for one in lines] == [
        ("T1", outbox.State.SENT, None),
        ("T2", outbox.State.FAILED, None),
        ("T3", outbox.State.WAITING, None),
        ("T4", outbox.State.WAITING, None),
        ("T5", None, Reason.NOT_BOUND),
    ]
    found = await house.do(report.report, campaign.id, actor=house.clerk)
    assert (found.sent, found.failed, found.waiting, found.unreachable) == (
        1,
        (("400", 1),),
        2,
        ((Reason.NOT_BOUND, 1),),
    )
    assert found.accepted == 5
