"""The outbox: once, in the receiver's language, at once or as a digest, again when it failed."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.users.models import UserProfile

from cms.due.claims import claims_switched_off_for_a_test
from cms.mail import delivery, kinds, outbox
from cms.mail.delivery import LEASE, send_due, send_soon
from cms.mail.digests import last_moment, make_digests
from cms.mail.enums import Delivery, MessageState
from cms.mail.models import DeliveryChoice, Message
from cms.mail.outbox import notify, notify_address, silence
from tests.factories import World, make_user

BRUSSELS = ZoneInfo("Europe/Brussels")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=BRUSSELS)


def tell(*people: Any, key: str = "event:1", kind: str = "approved", **more: Any) -> int:
    """Write one message a person into the outbox."""
    return notify(
        people,
        kind,
        key=key,
        subject=lambda: gettext("Approved: %(title)s") % {"title": "Rivers & lakes"},
        template="mail/approved",
        context={"title": "Rivers & lakes", "step": "Review", "by": "Ana", "comment": "<fine>"},
        link="/admin/pages/1/edit/",
        **more,
    )


def choose(user: Any, kind: str, how: Delivery) -> None:
    """Let an account choose how it wants a kind of mail."""
    DeliveryChoice.objects.update_or_create(user=user, kind=kind, defaults={"delivery": how})


class Refusing(EmailBackend):
    """A mail server that refuses while ``error`` is set."""

    error: Exception | None = None
    tried = 0

    def send_messages(self, messages: Any) -> int:
        """Send, or refuse."""
        type(self).tried += 1
        if self.error is not None:
            raise self.error
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Any) -> type[Refusing]:
    """A mail server that can be told to refuse."""
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.error, Refusing.tried = None, 0
    return Refusing


def test_the_same_thing_is_told_once(world: World, mailoutbox: list[Any]) -> None:
    assert tell(world.editor, world.editor, None) == 1
    assert tell(world.editor, world.publisher) == 1
    assert send_due(timezone.now()) == 2
    assert send_due(timezone.now()) == 0
    assert len(mailoutbox) == 2


def test_two_that_write_the_same_at_once_leave_one(world: World) -> None:
    # Both asked before either had written: only the row itself can tell them apart.
    def written() -> list[Message]:
        return [Message(receiver=world.editor, kind="approved", key="event:1", language="en")]

    assert [outbox._write(written()), outbox._write(written())] == [1, 0]
    assert send_due(timezone.now()) == 1


def test_who_has_no_address_or_is_not_active_is_left_out(world: World) -> None:
    gone = make_user("gone")
    gone.is_active = False
    gone.save()
    silent = make_user("silent")
    silent.email = ""
    silent.save()
    assert tell(gone, silent) == 0


def test_it_goes_out_after_the_commit_and_not_before(
    world: World, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tell(world.editor)
        assert mailoutbox == []
    assert len(mailoutbox) == 1


def test_it_goes_out_as_text_and_html_with_one_link(
    world: World, mailoutbox: list[Any], settings: Any
) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://example.org/"
    tell(world.editor)
    send_due(timezone.now())
    [mail] = mailoutbox
    [(html, kind)] = mail.alternatives
    assert kind == "text/html"
    assert mail.subject == "Approved: Rivers & lakes"
    assert "“Rivers & lakes” passed the step" in mail.body
    assert "Rivers &amp; lakes" in html
    assert "<fine>" in mail.body
    assert "&lt;fine&gt;" in html
    assert mail.body.count("https://example.org/admin/pages/1/edit/") == 1
    assert html.count("href=") == 1
    assert 'lang="en"' in html
    assert "<p>" not in html.split("<h1")[1], "an element without its style"
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


def test_somebody_without_account_is_told_in_the_language_asked_for(
    world: World, mailoutbox: list[Any]
) -> None:
    for _time in range(2):
        notify_address(
            "expert@example.org",
            "de",
            "approved",
            key="invitation:1",
            subject=lambda: gettext("Home"),
            template="mail/approved",
            context={"title": "X"},
            link="/",
        )
    send_due(timezone.now())
    [mail] = mailoutbox
    assert mail.to == ["expert@example.org"]
    assert mail.subject == "Startseite"
    assert "“Mail”" not in mail.body


def test_an_unknown_kind_is_a_mistake(world: World) -> None:
    with pytest.raises(KeyError):
        tell(world.editor, kind="unheard of")


def test_many_receivers_cost_no_query_each(
    world: World, django_assert_max_num_queries: Any
) -> None:
    people = [make_user(f"person.{number}") for number in range(30)]
    for person in people[:15]:
        UserProfile.objects.create(user=person, preferred_language="de")
    with django_assert_max_num_queries(6):
        assert tell(*people) == 30


def test_nobody_is_told_of_a_story(world: World) -> None:
    with silence():
        assert tell(world.editor) == 0
    assert not Message.objects.exists()


def test_what_is_meant_for_later_waits(world: World) -> None:
    with time_machine.travel(NOON, tick=False):
        tell(world.editor, send_after=NOON + timedelta(hours=2))
        assert send_due(timezone.now()) == 0
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        assert send_due(timezone.now()) == 1


# --- Failures --------------------------------------------------------------------------------


def test_a_failed_mail_is_tried_again_later_and_later(
    world: World, server: type[Refusing], mailoutbox: list[Any]
) -> None:
    server.error = smtplib.SMTPRecipientsRefused({"x": (450, b"Mailbox busy")})
    with time_machine.travel(NOON, tick=False) as clock:
        tell(world.editor)
        for wait in (1, 2, 4, 8, 16, 32, 60, 60):
            assert send_due(timezone.now()) == 0
            message = Message.objects.get()
            assert "Mailbox busy" in message.error
            assert message.send_after - timezone.now() == timedelta(minutes=wait)
            tried = server.tried
            clock.shift(timedelta(minutes=wait, seconds=-1))
            send_due(timezone.now())
            assert server.tried == tried, "tried before its time"
            clock.shift(timedelta(seconds=1))
        server.error = None
        assert send_due(timezone.now()) == 1
    message = Message.objects.get()
    assert (message.state, message.error, message.attempts) == (MessageState.SENT, "", 9)
    assert len(mailoutbox) == 1


def test_after_days_of_failure_it_is_given_up_with_its_error(
    world: World, server: type[Refusing]
) -> None:
    server.error = smtplib.SMTPRecipientsRefused({"x": (550, b"No such user")})
    with time_machine.travel(NOON, tick=False) as clock:
        tell(world.editor)
        send_due(timezone.now())
        clock.shift(delivery.GIVE_UP_AFTER + timedelta(minutes=1))
        send_due(timezone.now())
        clock.shift(timedelta(days=30))
        tried = server.tried
        send_due(timezone.now())
    message = Message.objects.get()
    assert message.state == MessageState.GIVEN_UP
    assert "No such user" in message.error
    assert server.tried == tried


def test_one_refused_mail_stops_no_other(world: World, server: type[Refusing]) -> None:
    server.error = smtplib.SMTPDataError(554, b"Looks like spam")
    tell(world.editor, world.publisher, world.reviewer)
    send_due(timezone.now())
    assert server.tried == 3


def test_an_unreachable_server_is_asked_once_and_the_others_keep_their_turn(
    world: World, server: type[Refusing]
) -> None:
    server.error = ConnectionRefusedError("No mail server")
    tell(world.editor, world.publisher, world.reviewer)
    send_due(timezone.now())
    assert server.tried == 1
    assert Message.objects.filter(attempts=0, error="").count() == 2


def test_what_a_crash_left_half_sent_is_sent_again_and_says_so(
    world: World, mailoutbox: list[Any]
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        tell(world.editor)
        [key] = Message.objects.values_list("pk", flat=True)
        # A process took it, sent it perhaps, and ended before it could say so.
        assert delivery._claimed(key, timezone.now()) is not None
        assert send_due(timezone.now()) == 0
        clock.shift(LEASE - timedelta(seconds=1))
        assert send_due(timezone.now()) == 0
        clock.shift(timedelta(seconds=1))
        assert send_due(timezone.now()) == 1
    [mail] = mailoutbox
    assert "You may have this mail twice" in mail.body
    assert Message.objects.get().interrupted
    assert (
        mail.extra_headers["Message-ID"]
        == delivery.as_mail(Message.objects.get()).extra_headers["Message-ID"]
    )


def test_without_the_claim_a_message_in_work_is_sent_twice(
    world: World, mailoutbox: list[Any]
) -> None:
    """The check above can fail: this is what happens with the claim switched off."""
    tell(world.editor)
    [key] = Message.objects.values_list("pk", flat=True)
    held = delivery._claimed(key, timezone.now())
    send_soon([key])
    assert mailoutbox == []
    with claims_switched_off_for_a_test():
        second = delivery._claimed(key, timezone.now())
    assert held is not None
    assert second is not None, "two processes hold the same message"


def test_an_account_that_was_closed_meanwhile_gets_nothing(
    world: World, mailoutbox: list[Any]
) -> None:
    tell(world.editor)
    world.editor.is_active = False
    world.editor.save()
    assert send_due(timezone.now()) == 0
    assert mailoutbox == []
    assert Message.objects.get().state == MessageState.GIVEN_UP


# --- The receiver's choice -------------------------------------------------------------------


def test_none_is_written_down_and_never_sent(world: World, mailoutbox: list[Any]) -> None:
    choose(world.editor, "approved", Delivery.NONE)
    assert tell(world.editor) == 0
    assert send_due(timezone.now()) == 0
    assert Message.objects.get().state == MessageState.NOT_WANTED
    choose(world.editor, "approved", Delivery.AT_ONCE)
    assert tell(world.editor) == 0, "the same thing is not told later either"


def test_none_does_not_count_where_it_is_a_duty(world: World) -> None:
    assert not kinds.kind_for("step").may_be_off
    choose(world.editor, "step", Delivery.NONE)
    assert tell(world.editor, kind="step") == 1


def test_a_digest_holds_everything_in_one_mail(world: World, mailoutbox: list[Any]) -> None:
    choose(world.editor, "approved", Delivery.DIGEST)
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(3):
            tell(world.editor, key=f"event:{number}")
        tell(world.publisher, key="event:0")
        assert (make_digests(timezone.now()), send_due(timezone.now())) == (0, 1)
        clock.move_to(datetime(2026, 11, 25, 6, 59, tzinfo=BRUSSELS))
        assert make_digests(timezone.now()) == 0
        clock.move_to(datetime(2026, 11, 25, 7, 0, tzinfo=BRUSSELS))
        assert (make_digests(timezone.now()), send_due(timezone.now())) == (1, 1)
        assert (make_digests(timezone.now()), send_due(timezone.now())) == (0, 0)
    mail = mailoutbox[-1]
    assert mail.subject == "ClusterPoliSEE: 3 messages for you"
    assert mail.body.count("“Rivers & lakes” passed the step") == 3
    assert Message.objects.filter(state=MessageState.IN_DIGEST, digest__kind="digest").count() == 3


def test_no_digest_without_anything_in_it(world: World) -> None:
    assert make_digests(timezone.now()) == 0
    assert not Message.objects.exists()


def test_a_digest_missed_for_days_comes_once_with_everything(
    world: World, mailoutbox: list[Any]
) -> None:
    choose(world.editor, "approved", Delivery.DIGEST)
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(3):
            tell(world.editor, key=f"event:{number}")
            clock.shift(timedelta(days=1))
        clock.move_to(datetime(2026, 11, 27, 15, 0, tzinfo=BRUSSELS))
        assert (make_digests(timezone.now()), send_due(timezone.now())) == (1, 1)
        assert (make_digests(timezone.now()), send_due(timezone.now())) == (0, 0)
    order = [part.key for part in Message.objects.get(kind="digest").parts.order_by("pk")]
    assert order == ["event:0", "event:1", "event:2"]


@pytest.mark.parametrize(
    ("hour", "now", "moment"),
    [
        # Spring: at 2:00 the clocks go on to 3:00, the day has 23 hours.
        (7, "2026-03-29T06:59+02:00", "2026-03-28T07:00+01:00"),
        (7, "2026-03-29T07:00+02:00", "2026-03-29T07:00+02:00"),
        (2, "2026-03-29T01:59+01:00", "2026-03-28T02:00+01:00"),
        (2, "2026-03-29T03:00+02:00", "2026-03-29T03:00+02:00"),
        # Autumn: at 3:00 they go back to 2:00, the day has 25 hours.
        (7, "2026-10-25T06:59+01:00", "2026-10-24T07:00+02:00"),
        (7, "2026-10-25T07:00+01:00", "2026-10-25T07:00+01:00"),
        (2, "2026-10-25T02:00+02:00", "2026-10-25T02:00+02:00"),
        (2, "2026-10-25T02:30+01:00", "2026-10-25T02:00+02:00"),
    ],
)
def test_the_digest_hour_is_the_clock_on_the_wall(
    settings: Any, hour: int, now: str, moment: str
) -> None:
    settings.MAIL_DIGEST_HOUR = hour
    assert last_moment(datetime.fromisoformat(now)) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_on_the_days_when_the_clocks_change_there_is_one_digest(
    world: World, settings: Any, day: str
) -> None:
    settings.MAIL_DIGEST_HOUR = 2
    choose(world.editor, "approved", Delivery.DIGEST)
    start = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=BRUSSELS)
    made = 0
    with time_machine.travel(start - timedelta(hours=2), tick=False) as clock:
        tell(world.editor)
        for quarter in range(4 * 26):
            if quarter % 20 == 0:
                tell(world.editor, key=f"event:{day}:{quarter}")
            made += make_digests(timezone.now())
            clock.shift(timedelta(minutes=15))
    assert made == 1
