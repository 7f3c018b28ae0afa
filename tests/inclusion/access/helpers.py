"""Who opens the pages of people who help, and of cohorts of civic service."""

from tests.access_table import ACTORS, COORDINATOR, EVERYONE, PUBLIC, Line, of

#: Who keeps the entries of the own organisation alone: the entry of the world is of the training place.
ELSEWHERE = ACTORS - COORDINATOR - {"training_place"}
#: Whose organisation hosts no volunteer of the world, and coordinates no cohort.
NO_VOLUNTEER = ELSEWHERE
NOT_RUN = ACTORS - COORDINATOR

LINES: dict[str, Line] = {
    "helper_list": Line(EVERYONE),
    "helper_add": Line(ACTORS),
    "helper_alike": Line(ACTORS),
    "helper_trainings": Line(ACTORS),
    "helper_import": Line(COORDINATOR),
    "helper_import_detail": Line(COORDINATOR, of("helper_trial")),
    "helper_import_apply": Line(COORDINATOR, of("helper_trial"), method="post"),
    "helper_import_drop": Line(COORDINATOR, of("helper_trial"), method="post"),
    "helper_detail": Line(EVERYONE, of("helper")),
    "helper_edit": Line(ACTORS, of("helper"), not_theirs=ELSEWHERE),
    "helper_consent": Line(ACTORS, of("helper"), not_theirs=ELSEWHERE),
    "helper_confirm": Line(ACTORS, of("helper"), "post", not_theirs=ELSEWHERE),
    "helper_link": Line(ACTORS, of("helper"), "post", not_theirs=ELSEWHERE),
    "helper_leave": Line(ACTORS, of("helper"), not_theirs=ELSEWHERE),
    "helper_return": Line(ACTORS, of("helper"), "post", not_theirs=ELSEWHERE),
    "helper_place_add": Line(ACTORS, of("helper"), not_theirs=ELSEWHERE),
    "helper_place_remove": Line(ACTORS, of("helper_place"), not_theirs=ELSEWHERE),
    "helper_training_add": Line(ACTORS, of("helper"), not_theirs=ELSEWHERE),
    "helper_training_remove": Line(ACTORS, of("helper_training"), not_theirs=ELSEWHERE),
    "helper_certificate": Line(ACTORS, of("helper_training"), not_theirs=ELSEWHERE),
    "helper_own": Line(PUBLIC, lambda world: [world.helper_link]),
    "helper_own_edit": Line(PUBLIC, lambda world: [world.helper_link]),
    "helper_own_consent": Line(PUBLIC, lambda world: [world.helper_link]),
    "helper_own_confirm": Line(PUBLIC, lambda world: [world.helper_link]),
    "helper_own_withdraw": Line(PUBLIC, lambda world: [world.helper_link]),
    "cohort_list": Line(ACTORS),
    "cohort_add": Line(COORDINATOR),
    "cohort_detail": Line(ACTORS, of("cohort"), not_theirs=NO_VOLUNTEER),
    "cohort_edit": Line(ACTORS, of("cohort"), not_theirs=NOT_RUN),
    "volunteer_add": Line(ACTORS, of("cohort"), not_theirs=NOT_RUN),
    "volunteer_detail": Line(ACTORS, of("volunteer"), not_theirs=NO_VOLUNTEER),
    "volunteer_edit": Line(ACTORS, of("volunteer"), not_theirs=NOT_RUN),
    "volunteer_remove": Line(ACTORS, of("volunteer"), not_theirs=NOT_RUN),
    "volunteer_certificate": Line(ACTORS, of("volunteer"), not_theirs=NO_VOLUNTEER),
    "training_day_add": Line(ACTORS, of("cohort"), not_theirs=NOT_RUN),
    "training_day_detail": Line(ACTORS, of("training_day"), not_theirs=NO_VOLUNTEER),
    "training_day_edit": Line(ACTORS, of("training_day"), not_theirs=NOT_RUN),
    "training_day_list_edit": Line(ACTORS, of("training_day"), not_theirs=NOT_RUN),
    "training_day_presence": Line(ACTORS, of("training_day"), "post", not_theirs=ACTORS),
    "training_day_cancel": Line(ACTORS, of("training_day"), not_theirs=NOT_RUN),
    "training_day_restore": Line(ACTORS, of("training_day"), "post", not_theirs=NOT_RUN),
}
