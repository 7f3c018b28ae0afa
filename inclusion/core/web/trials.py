"""The four pages of every kind of file: bring it, see what it would do, apply it, drop it."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, reverse
from django.views.decorators.http import require_POST

from inclusion.core.access import Member, MemberRequest, Permission, page, requires
from inclusion.core.enums import ImportState
from inclusion.core.imports.forms import BroughtFileForm
from inclusion.core.imports.trials import Importer, apply_trial, drop_trial, try_file
from inclusion.core.models.imports import Trial
from inclusion.core.web import exports
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted

FAULTS_PER_PAGE = 100
RECENT = 10


class TrialPages:
    """The pages of one importer: what differs from others is said here, the rest is the engine's.

    Where a page shows more than its report, `new_template` or `detail_template` extends that of the engine.
    """

    importer: ClassVar[Importer]
    permissions: ClassVar[tuple[Permission, ...]]
    form: ClassVar[type[BroughtFileForm]]
    #: The names of the pages: bring a file, see it, apply it, drop it.
    names: ClassVar[tuple[str, str, str, str]]
    new_template: ClassVar[str] = "layout/trial_new.html"
    detail_template: ClassVar[str] = "layout/trial_detail.html"
    #: Words of the pages.
    heading: ClassVar[str]
    lead: ClassVar[str] = (
        "Le fichier est d’abord essayé\u00a0: vous voyez ce qu’il ajouterait et les lignes à corriger. "
        "Rien n’est enregistré avant votre accord."
    )
    crumb: ClassVar[str] = "Importer un fichier"
    back_label: ClassVar[str]
    partly: ClassVar[str] = (
        "Les lignes à corriger ne sont pas prises. Vous pouvez enregistrer les autres, corriger le fichier et "
        "l’importer de nouveau."
    )
    faults_caption: ClassVar[str] = "Lignes à corriger\u00a0: elles ne sont pas prises"
    drop_label: ClassVar[str] = "Ne rien enregistrer"
    dropped: ClassVar[str] = "Ce fichier est abandonné\u00a0: rien n’en a été enregistré."
    #: What is said once a file is read, and where it would do something else than its trial showed.
    tried: ClassVar[str] = ""
    outdated: ClassVar[str] = ""
    #: Whether the latest files are listed below the form.
    lists_recent: ClassVar[bool] = False

    # -- What an importer says of its pages

    def back(self, slug: str, subject: Any) -> str:
        """The address that people come from, and go back to."""
        raise NotImplementedError

    def trail(self, slug: str, subject: Any) -> list[tuple[Any, str]]:
        """The breadcrumbs before the page that brings a file."""
        raise NotImplementedError

    def apply_label(self, report: Any) -> str:
        """What the button that applies a file says."""
        raise NotImplementedError

    def subject(self, member: Member, pk: int) -> Any:
        """What a file would be about, for a member who may write it; Http404 otherwise."""
        assert self.importer.subject_model is not None
        return get_object_or_404(self.importer.subject_model, pk=pk)

    def trials(self, member: Member) -> QuerySet[Trial]:
        """The files that a member may see and decide on."""
        return self.importer.trials()

    def trial_subject(self, member: Member, pk: int) -> Any:
        """What a file that was brought is about, for a member who may decide on it."""
        return self.subject(member, pk)

    def frame(self, member: Member, subject: Any) -> dict[str, Any]:
        """What both pages show around: tabs."""
        return {}

    def guide(self, request: MemberRequest, subject: Any) -> dict[str, Any]:
        """What the page that brings a file explains."""
        return {}

    def model(self, subject: Any) -> tuple[str, list[list[Any]]]:
        """A file to fill in: its name and its rows; none where there is none."""
        return "", []

    def form_of(self, request: MemberRequest, subject: Any, **given: Any) -> forms.Form:
        """The form of the file, with what is chosen beside it."""
        return self.form(**given)

    def bring(self, request: MemberRequest, subject: Any, data: dict[str, Any]) -> Trial:
        """Try what was brought."""
        return try_file(self.importer, subject=subject, **data, **stamp(request))

    def answers(self, report: Any, **given: Any) -> forms.Form:
        """The form of what a trial asks before it is applied."""
        return forms.Form(**given)

    def shown(self, request: MemberRequest, trial: Trial, report: Any, subject: Any) -> dict[str, Any]:
        """What the page of a trial shows beside its report."""
        return {}

    def done(self, trial: Trial, report: Any) -> str:
        """What is said once a file is applied."""
        return f"{report.headline(ImportState.APPLIED)}."

    def after(self, trial: Trial, subject: Any) -> str:
        """Where one goes once a file is applied."""
        return self.back(trial.network.slug, subject)

    def after_drop(self, trial: Trial, subject: Any) -> str:
        """Where one goes once a file is dropped."""
        return self.back(trial.network.slug, subject)

    # -- The pages

    def new_url(self, slug: str, subject: Any) -> str:
        """The address of the page that brings a file."""
        return reverse(self.names[0], args=[slug, *([subject.pk] if subject else [])])

    def url(self, trial: Trial) -> str:
        """The address of a trial."""
        return reverse(self.names[1], args=[trial.network.slug, trial.pk])

    def _subject_of(self, member: Member, trial: Trial) -> Any:
        return self.trial_subject(member, trial.subject_id) if trial.subject_id else None

    def _new(self, request: MemberRequest, pk: int = 0) -> HttpResponse:
        """Bring a file, which is only tried out; `?export=csv|xlsx` gives one to fill in."""
        slug, subject = request.network.slug, self.subject(request.member, pk) if pk else None
        name, rows = self.model(subject)
        if name and (asked := request.GET.get("export")) in exports.FORMATS:
            return exports.export(rows, fmt=asked, name=name)
        is_posted = request.method == "POST"
        given = {"data": request.POST, "files": request.FILES} if is_posted else {}
        form = self.form_of(request, subject, **given)
        if trial := submitted(request, form, lambda data: self.bring(request, subject, data)):
            if self.tried:
                messages.success(request, self.tried)
            return redirect(self.url(trial))
        recent = []
        if self.lists_recent:
            found = self.importer.trials(subject).select_related("network", "document", "tried_by")
            latest = found.defer("report", "packed")[:RECENT]
            recent = [(one, self.importer.label(one), self.url(one)) for one in latest]
        context = {
            "pages": self,
            "form": form,
            "trail": [*self.trail(slug, subject), (self.crumb, "")],
            "back_url": self.back(slug, subject),
            "subject": subject,
            "recent": recent,
            **self.frame(request.member, subject),
            **self.guide(request, subject),
        }
        return render(request, self.new_template, context)

    def _found(self, request: MemberRequest, pk: int) -> tuple[Trial, Any]:
        people = ("network", "document", "tried_by", "decided_by")
        trial = get_object_or_404(self.trials(request.member).select_related(*people).defer("packed"), pk=pk)
        return trial, self._subject_of(request.member, trial)

    def _detail(self, request: MemberRequest, pk: int) -> HttpResponse:
        """What a file would do, or did, row by row."""
        trial, subject = self._found(request, pk)
        return self._page(request, trial, subject)

    def _page(self, request: MemberRequest, trial: Trial, subject: Any, form: forms.Form | None = None) -> HttpResponse:
        slug, report = request.network.slug, self.importer.report_of(trial)
        waits = trial.state == ImportState.TRIED
        may_apply = waits and report.writes and not (self.importer.is_strict and report.faults)
        new_url = self.new_url(slug, subject)
        heading = report.headline(trial.state)
        context = {
            "pages": self,
            "trial": trial,
            "subject": subject,
            "report": report,
            "heading": heading,
            "trail": [*self.trail(slug, subject), (self.crumb, new_url), ("Essai", "")],
            "waits": waits,
            "is_applied": trial.state == ImportState.APPLIED,
            "may_apply": may_apply,
            "form": form or self.answers(report),
            "apply_label": self.apply_label(report) if may_apply else "",
            "apply_url": reverse(self.names[2], args=[slug, trial.pk]),
            "drop_url": reverse(self.names[3], args=[slug, trial.pk]),
            "new_url": new_url,
            "back_url": self.back(slug, subject),
            "faults": Paginator(report.faults, FAULTS_PER_PAGE).get_page(request.GET.get("erreurs")),
            **self.frame(request.member, subject),
            **self.shown(request, trial, report, subject),
        }
        return render(request, self.detail_template, context)

    def _apply(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Write what a file says."""
        trial, subject = self._found(request, pk)
        form = self.answers(self.importer.report_of(trial), data=request.POST)
        done = submitted(request, form, lambda data: apply_trial(self.importer, trial, **data, **stamp(request)))
        if done is None and form.non_field_errors():
            messages.error(request, " ".join(map(str, form.non_field_errors())))
            return redirect(self.url(trial))
        if done is None:
            return self._page(request, trial, subject, form)
        if done.state == ImportState.APPLIED:
            messages.success(request, self.done(done, self.importer.report_of(done)))
            return redirect(self.after(done, subject))
        messages.warning(request, self.outdated)
        return redirect(self.url(done))

    def _drop(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Decide that a file will not be applied."""
        trial, subject = self._found(request, pk)
        return perform(
            request,
            lambda: drop_trial(self.importer, trial, **stamp(request)),
            done=self.dropped,
            back=self.url(trial),
            then=self.after_drop(trial, subject),
        )

    def patterns(self, new_route: str, trial_route: str) -> list[URLPattern]:
        """The addresses of the pages; each view belongs to the module of its importer's pages."""
        views: tuple[tuple[str, Any, Callable[..., HttpResponse]], ...] = (
            (new_route, takes_files(self.form.bounds.max_bytes), self._new),
            (trial_route, None, self._detail),
            (f"{trial_route}enregistrer/", require_POST, self._apply),
            (f"{trial_route}abandonner/", require_POST, self._drop),
        )
        return [
            self._address(name, route, decorate, view)
            for name, (route, decorate, view) in zip(self.names, views, strict=True)
        ]

    def _address(
        self, name: str, route: str, decorate: Callable[..., Any] | None, view: Callable[..., HttpResponse]
    ) -> URLPattern:
        def named(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs)

        named.__name__ = named.__qualname__ = name
        named.__module__, named.__doc__ = type(self).__module__, view.__doc__
        return page(route, requires(*self.permissions)(decorate(named) if decorate else named))
