"""What aids put on a person's path: the device that was given, the sessions to which she came."""

from equipment.family_aid.enums import Attendance
from equipment.family_aid.home import aids_on_path
from tests.builders import AT, make_user
from tests.equipment.aid_builders import make_attendance, make_given, make_programme, make_session


def test_a_device_and_a_session_are_lines(scope):
    programme = make_programme()
    aid = make_given(programme, by=make_user())
    session = make_session(programme)
    make_attendance(session, aid, state=Attendance.PRESENT, noted_at=AT)
    make_attendance(make_session(programme), aid)
    given, came = aids_on_path(aid.person)
    assert str(programme) in given.title and given.is_done
    assert (came.title, came.detail) == (session.title, session.place)
