"""What every template of the portal can use without loading it: amounts, dates, icons, chips, sheets, breadcrumbs."""

import re
from collections.abc import Iterable, Sized
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import lucide
from django import forms, template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from inclusion.core.figures import written
from inclusion.core.french import money, periods
from inclusion.core.french import names as french
from inclusion.core.looks import look_of
from inclusion.core.web import discovery

register = template.Library()

# -- Figures and dates -----------------------------------------------------------------------------------------


@register.filter
def euros(amount: Decimal | int | None, decimals: int = 2) -> str:
    """`{{ amount|euros }}` « 1 234,56 € », `{{ amount|euros:0 }}` « 1 235 € »; a dash where there is no amount."""
    return "–" if amount in (None, "") else written(amount, money.euros(amount, decimals=bool(decimals)))


@register.filter
def brief_euros(amount: Decimal | int | None) -> str:
    """`{{ amount|brief_euros }}` « 10 € », « 12,50 € »: never rounded; a dash where there is no amount."""
    return "–" if amount in (None, "") else written(amount, money.brief_euros(amount))


@register.filter
def number(value: Decimal | float | int | None, places: int | None = None) -> str:
    """A plain number in French form: « 1 284 », « −0,6 ». `places` fixes the decimals; a dash where there is none."""
    if value in (None, ""):
        return "–"
    words = f"{value:,}" if places is None else f"{value:,.{places}f}"
    if words.startswith("-"):
        words = money.MINUS + words[1:]
    return written(value, words.replace(",", money.NARROW_SPACE).replace(".", ","))


def _day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


@register.filter
def long_date(value: date | datetime | None) -> str:
    """« mardi 24 novembre 2026 »; an instant is read in the portal's time zone."""
    return "–" if not value else periods.long_date(_day(value))


@register.filter
def plain_date(value: date | datetime | None) -> str:
    """« 24 novembre 2026 »."""
    return "–" if not value else periods.plain_date(_day(value))


@register.filter
def short_date(value: date | datetime | None) -> str:
    """« 24/11/2026 », for tables."""
    return "–" if not value else _day(value).strftime("%d/%m/%Y")


@register.filter
def distance(value: date | datetime, today: date | None = None) -> str:
    """« dans 30 jours, le 24 décembre »; counted from today, or from the day given."""
    return periods.distance(_day(value), today or timezone.localdate())


@register.filter
def shown_end(value: date) -> date:
    """The last day of a stored period `[start, end)`."""
    return periods.shown_end(value)


@register.filter(is_safe=True)
def of(name: Any) -> str:
    """`{{ partner|of }}` « de MSA », « d’Orange »."""
    return french.of(name)


register.filter("unit_of", french.unit_of)


@register.filter(is_safe=True)
def with_article(name: Any) -> str:
    """`{{ partner|with_article }}` « la Médiathèque d’Agen »."""
    return french.with_article(str(name))


#: A reference (« CONV-2025-0004 ») or a number (« n° 15 »); tags of HTML are left alone.
_TAGS = re.compile(r"(<[^>]*>)")
_CODE = re.compile(r"\b[A-Z][A-Z0-9]+(?:-[A-Z0-9]*\d[A-Z0-9]*)+\b|\bn°\s\w+")


@register.filter
def whole_codes(text: Any) -> SafeString:
    """The text with its references and numbers on one line each, wherever the line ends."""
    parts = _TAGS.split(str(conditional_escape(text)))
    kept = '<span class="nowrap">{}</span>'
    parts[::2] = [_CODE.sub(lambda found: kept.format(found[0]), part) for part in parts[::2]]
    return mark_safe("".join(parts))


@register.filter(is_safe=False)
def pluralize(count: Any, endings: str = "s") -> str:
    """`{{ count }} lettre{{ count|pluralize }}`, `{{ count|pluralize:"est,sont" }}`, where French begins at two.

    In the place of Django's own, which writes « 0 lettres ». A list counts its rows.
    """
    one, many = endings.split(",") if "," in endings else ("", endings)
    size = len(count) if isinstance(count, Sized) and not isinstance(count, str) else abs(float(count or 0))
    return many if size >= 2 else one


# -- Icons


@lru_cache(maxsize=256)
def _icon(name: str) -> SafeString:
    return mark_safe(  # the package's own drawings
        lucide._render_icon(name, 20, **{"class": "icon", "aria-hidden": "true", "focusable": "false"})
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "download" %}`: a line drawing of the lucide set, in the colour of the text, silent when read aloud.

    Raises `lucide.IconDoesNotExist` for a name that is not in the set.
    """
    return _icon(name)


@register.inclusion_tag("components/chip.html")
def chip(state: Any, tone: str = "", sign: str = "") -> dict[str, str]:
    """`{% chip state %}` for a member of an enum of states, `{% chip "2 lettres" tone="warn" %}` for plain words.

    A model's field holds a member only when it was just set: pass `{% chip_of letter %}` for a row that was read.
    """
    label = getattr(state, "label", state)
    look = look_of(label, tone, sign)
    return {"label": label, "tone": look.tone, "sign": look.sign}


@register.inclusion_tag("components/chip.html")
def chip_of(row: Any, field: str = "state") -> dict[str, str]:
    """`{% chip_of letter %}`: the state of a row, in its field's words. `field`: another field's name."""
    return chip(getattr(row, f"get_{field}_display")())


# -- Block components


@register.simple_block_tag
def sheet(content: str, title: str = "", level: int = 2, anchor: str = "") -> SafeString:
    """`{% sheet "À faire" %}…{% endsheet %}`: a sheet of the dossier with its heading."""
    return render_to_string(
        "components/sheet.html", {"content": content, "title": title, "level": level, "anchor": anchor}
    )


@register.simple_block_tag
def empty_state(content: str, title: str, url: str = "", action: str = "", sign: str = "") -> SafeString:
    """`{% empty_state "Aucun prêt" url=add_url action="Prêter" sign="laptop" %}What will be here, and how to
    begin.{% endempty_state %}`: nothing here yet; `url` and `action` are the way to begin.
    """
    context = {"title": title, "text": content, "url": url, "action": action, "sign": sign}
    return render_to_string("components/empty_state.html", context)


@register.inclusion_tag("components/breadcrumbs.html", takes_context=True)
def breadcrumbs(context: template.Context, *parts: Any) -> dict[str, Any]:
    """`{% breadcrumbs "Fonds" fund_list_url fund "Modifier" %}`: labels, each with its address after it, or an object,
    which knows its own; a lone last one is this page. `{% breadcrumbs trail %}`: a view's `trail`, one tuple, in which
    `("Fonds", "fund_list")` is a label, a route of the network, and its further arguments.
    """
    items, left = [], list(parts[0] if len(parts) == 1 and isinstance(parts[0], tuple) else parts)
    while left:
        part = left.pop(0)
        if isinstance(part, tuple):
            label, route, *arguments = part
            items.append((label, reverse(route, args=[context["network"].slug, *arguments])))
        elif not left:
            items.append((part, ""))
        elif hasattr(part, "get_absolute_url"):
            items.append((part, part.get_absolute_url()))
        else:
            items.append((part, left.pop(0)))
    return {"items": items}


@register.inclusion_tag("components/kpi.html")
def kpi(
    label: str, value: Any, unit: str = "", *, url: str = "", link_label: str = "", note: str = ""
) -> dict[str, Any]:
    """`{% kpi "Pass émis" 12 "pass" url=list_url link_label="Les voir" %}`: one quiet figure."""
    return {"label": label, "value": value, "unit": unit, "url": url, "link_label": link_label, "note": note}


@register.filter
def chip_look(tone: str) -> str:
    """The sign that goes with a tone, where a chip says plain words."""
    return look_of("", tone).sign


# -- Lists -----------------------------------------------------------------------------------------------------


@register.filter
def table_caption(table: Any) -> str:
    """The caption of a table of django-tables2: its own attribute `caption`, else its class's `Meta.caption`."""
    return getattr(table, "caption", "") or getattr(getattr(type(table), "Meta", None), "caption", "")


@register.filter
def is_numeric(attrs: Any) -> bool:
    """Whether a column's attributes for a cell carry the class `num`."""
    return "num" in str((attrs or {}).get("class") or "").split()


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, page: int, parameter: str) -> str:
    """The address of another page of the same list, filters and sorting kept. `parameter`: the page's name in it."""
    query = context["request"].GET.copy()
    query[parameter] = page
    return f"?{query.urlencode()}"


# -- Forms -----------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/form.html", takes_context=True)
def post_form(
    context: template.Context,
    action_label: str,
    cancel_url: str = "",
    cancel_label: str = "",
    *,
    form: forms.BaseForm | None = None,
    url: str = "",
) -> dict[str, Any]:
    """`{% post_form "Enregistrer" fund_url "Ne rien changer" %}`: a whole form (the page's `form`), with its one button
    and, where `cancel_url` is given, a link that leaves it. `url`: where it is sent, if not here.
    """
    return {
        "form": context["form"] if form is None else form,
        "action_label": action_label,
        "cancel_url": cancel_url,
        "cancel_label": cancel_label,
        "url": url,
    }


@register.filter
def field_groups(form: forms.BaseForm) -> list[dict[str, Any]]:
    """The visible fields in the groups of the form's attribute `groups`, `[("Où", ["street", "town"]), …]`.

    Fields that no group names come last, without a title; a form without groups is one group without a title.
    """
    groups, left = [], {field.name: field for field in form.visible_fields()}
    for title, names in getattr(form, "groups", ()):
        groups.append({"title": title, "fields": [left.pop(name) for name in names if name in left]})
    if left:
        groups.append({"title": "", "fields": list(left.values())})
    return [group for group in groups if group["fields"]]


@register.filter
def control(field: forms.BoundField) -> SafeString:
    """The field's own control; days and times get the browser's calendar and clock."""
    widget = field.field.widget
    for kind, native in _NATIVE:
        if type(widget) is kind:
            return field.as_widget(widget=native(attrs=widget.attrs))
    return field.as_widget()


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class _Instant(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class _Hour(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


_NATIVE = ((forms.DateInput, _Day), (forms.DateTimeInput, _Instant), (forms.TimeInput, _Hour))


@register.filter
def error_target(field: forms.BoundField) -> str:
    """The id to which the list of errors leads: the control, or the first of a group of choices."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def wrong_fields(form: forms.BaseForm) -> list[forms.BoundField]:
    """The visible fields that have errors, in the form's order."""
    return [field for field in form.visible_fields() if field.errors]


@register.filter
def has_data(form: forms.BaseForm) -> bool:
    """Whether a form of filters narrows anything."""
    return form.is_bound and any(form.data.get(form.add_prefix(name)) for name in form.fields)


@register.filter
def kept_parameters(querydict: Any, form: forms.BaseForm) -> Iterable[tuple[str, str]]:
    """The parameters of the address that a form of filters carries along: all but its own, the page and the export."""
    own = {form.add_prefix(name) for name in form.fields} | {"page", "export"}
    return [(name, value) for name in querydict if name not in own for value in querydict.getlist(name)]


# -- The public site -------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/site_nav.html", takes_context=True)
def site_navigation(context: template.Context) -> dict[str, Any]:
    """`{% site_navigation %}`: the navigation of the public site of the network of this page."""
    from inclusion.core.navigation import site_entries  # apps register there what they have, once they are loaded

    request, network = context["request"], context.get("network")
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {"entries": site_entries(network, here, timezone.localdate()) if network else []}


@register.inclusion_tag("layout/page_meta.html", takes_context=True)
def page_meta(context: template.Context) -> dict[str, Any]:
    """`{% page_meta %}`: what search engines and social networks read of this page; nothing where it is not public."""
    return {"page": discovery.head_of(context)}


@register.simple_tag
def structured_data(value: dict[str, Any]) -> str:
    """`{% structured_data thing %}`: a thing as search engines read it (JSON-LD)."""
    return discovery.structured_data(value)
