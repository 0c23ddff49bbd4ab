//! The periods of the data that is wanted: one for all of it, and for each kind one of its own where somebody types it.

use jiff::civil::Date;

use crate::domain::change::Fault;
use crate::domain::requests::DataWanted;
use crate::domain::requests::kinds::DataKind;

use super::DraftForm;
use super::reading::{date, word};

/// The name of a cell of the period of `kind` alone: `period_from` or `period_to`.
pub fn period_field(name: &str, kind: DataKind) -> String {
    format!("{name}.{kind}")
}

impl DraftForm {
    /// What was typed as the period of `kind` alone: its first day, and its last.
    pub fn own_period(&self, kind: DataKind) -> (&str, &str) {
        let at = self.period.iter().position(|typed| typed == kind.code());
        let cell = |column: &'static str| {
            let column = if column == "from" {
                &self.period_from
            } else {
                &self.period_to
            };
            at.and_then(|at| column.get(at)).map_or("", |typed| typed.trim())
        };
        (cell("from"), cell("to"))
    }

    /// Whether any kind has a period of its own.
    pub fn has_own_periods(&self) -> bool {
        DataKind::ALL.iter().any(|kind| self.own_period(*kind) != ("", ""))
    }

    /// The kinds that are ticked, each with its period. A day that is empty in a period of its own is that of the period of
    /// all; what is on file has no other than its own.
    pub(super) fn data(&self, saved: Option<&Self>, faults: &mut Vec<Fault>) -> Vec<DataWanted> {
        let from = date("data_from", &self.data_from, faults);
        let to = date("data_to", &self.data_to, faults);
        let is_reversed = from.zip(to).is_some_and(|(from, to)| from > to);
        if is_reversed {
            faults.push(Fault::new("data_to", "before_start"));
        }
        let mut kinds: Vec<DataKind> = self
            .data
            .iter()
            .filter_map(|kind| word::<DataKind>("data", kind, faults))
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        self.unticked(&kinds, saved, faults);
        let of = |kind: DataKind| {
            let (own_from, own_to) = self.own_period(kind);
            let to_field = period_field("period_to", kind);
            let own = (
                date(&period_field("period_from", kind), own_from, faults),
                date(&to_field, own_to, faults),
            );
            let shared = if kind.is_of_period() { (from, to) } else { (None, None) };
            let wanted = DataWanted {
                kind,
                from: own.0.or(shared.0),
                to: own.1.or(shared.1),
            };
            // That of all is told once, at its own field.
            if wanted.is_reversed() && !(is_reversed && own == (None, None)) {
                faults.push(Fault::new(to_field, "before_start"));
            }
            wanted
        };
        kinds.into_iter().map(of).collect()
    }

    /// What was typed as the period of a kind means that it is wanted. Taking the tick off a kind as it was saved does too.
    fn unticked(&self, kinds: &[DataKind], saved: Option<&Self>, faults: &mut Vec<Fault>) {
        for &kind in DataKind::ALL.iter().filter(|kind| !kinds.contains(kind)) {
            let own = self.own_period(kind);
            let as_saved = saved.is_some_and(|saved| saved.own_period(kind) == own);
            if own != ("", "") && !as_saved {
                let name = if own.0.is_empty() { "period_to" } else { "period_from" };
                faults.push(Fault::new(period_field(name, kind), "kind_not_ticked"));
            }
        }
    }

    /// With the periods of a draft as it is saved: that of all where every kind has one, and what differs from it.
    pub(super) fn with_periods(mut self, data: &[DataWanted]) -> Self {
        let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let shared = |day: fn(&DataWanted) -> Option<Date>| {
            let mut days = data.iter().filter(|wanted| wanted.kind.is_of_period()).map(day);
            let first = days.next().flatten();
            first.filter(|_| days.all(|day| day.is_some()))
        };
        let (from, to) = (shared(|wanted| wanted.from), shared(|wanted| wanted.to));
        for wanted in data {
            let of_all = if wanted.kind.is_of_period() {
                (from, to)
            } else {
                (None, None)
            };
            let own = |day: Option<Date>, of_all: Option<Date>| text(day.filter(|day| Some(*day) != of_all));
            self.period.push(wanted.kind.code().to_owned());
            self.period_from.push(own(wanted.from, of_all.0));
            self.period_to.push(own(wanted.to, of_all.1));
        }
        (self.data_from, self.data_to) = (text(from), text(to));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Date> {
        (!text.is_empty()).then(|| text.parse().unwrap())
    }

    fn wanted(all: &[(DataKind, &str, &str)]) -> Vec<DataWanted> {
        let one = |(kind, from, to): &(DataKind, &str, &str)| DataWanted {
            kind: *kind,
            from: day(from),
            to: day(to),
        };
        all.iter().map(one).collect()
    }

    fn read(form: &DraftForm) -> Result<Vec<DataWanted>, Vec<(String, &'static str)>> {
        let mut faults = Vec::new();
        let data = form.data(None, &mut faults);
        let told = faults
            .into_iter()
            .map(|fault| (fault.field, fault.code))
            .collect::<Vec<_>>();
        if told.is_empty() { Ok(data) } else { Err(told) }
    }

    fn form(kinds: &[DataKind], shared: (&str, &str), own: &[(DataKind, &str, &str)]) -> DraftForm {
        let column = |cell: fn(&(DataKind, &str, &str)) -> String| own.iter().map(cell).collect();
        DraftForm {
            data: kinds.iter().map(|kind| kind.code().to_owned()).collect(),
            data_from: shared.0.to_owned(),
            data_to: shared.1.to_owned(),
            period: column(|own| own.0.code().to_owned()),
            period_from: column(|own| own.1.to_owned()),
            period_to: column(|own| own.2.to_owned()),
            ..DraftForm::default()
        }
    }

    #[test]
    fn each_kind_has_the_period_of_all_or_its_own_and_what_is_on_file_none_but_its_own() {
        use DataKind::{Contact, FiatRails, KycBasic, Ledger, LoginIpDevice};

        let typed = form(
            &[KycBasic, Contact, Ledger, FiatRails, LoginIpDevice],
            ("2026-09-01", "2026-11-20"),
            &[
                (LoginIpDevice, "2026-11-13", ""),
                (FiatRails, "2026-08-01", "2026-08-31"),
                (Contact, "2026-01-01", ""),
                (Ledger, "", " "),
            ],
        );

        assert_eq!(
            read(&typed).unwrap(),
            wanted(&[
                (KycBasic, "", ""),
                (Contact, "2026-01-01", ""),
                (Ledger, "2026-09-01", "2026-11-20"),
                (FiatRails, "2026-08-01", "2026-08-31"),
                (LoginIpDevice, "2026-11-13", "2026-11-20"),
            ])
        );
    }

    #[test]
    fn what_was_saved_is_read_back_the_same_whatever_the_periods() {
        let days = ["", "2026-09-01", "2026-10-01"];
        let periods = || days.iter().flat_map(|from| days.iter().map(move |to| (*from, *to)));
        for first in periods() {
            for second in periods() {
                for kinds in [
                    [DataKind::Ledger, DataKind::LoginIpDevice],
                    [DataKind::KycBasic, DataKind::Ledger],
                    [DataKind::Existence, DataKind::KycBasic],
                ] {
                    let data = wanted(&[(kinds[0], first.0, first.1), (kinds[1], second.0, second.1)]);
                    if data.iter().any(DataWanted::is_reversed) {
                        continue;
                    }
                    let saved = form(&kinds, ("", ""), &[]).with_periods(&data);
                    assert_eq!(read(&saved), Ok(data), "{saved:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_wrong_with_a_period_is_told_at_its_field() {
        use DataKind::{FiatRails, Ledger};
        let told = |field: &str, code: &'static str| vec![(field.to_owned(), code)];

        for (shared, own, faults) in [
            (("2026-09-02", "2026-09-01"), ("", ""), told("data_to", "before_start")),
            (
                ("", ""),
                ("2026-09-02", "2026-09-01"),
                told("period_to.ledger", "before_start"),
            ),
            (
                ("2026-09-01", "2026-09-10"),
                ("2026-09-11", ""),
                told("period_to.ledger", "before_start"),
            ),
            (("", ""), ("yesterday", ""), told("period_from.ledger", "no_date")),
            (("", ""), ("", "2026-02-30"), told("period_to.ledger", "no_date")),
        ] {
            let typed = form(&[Ledger], shared, &[(Ledger, own.0, own.1)]);
            assert_eq!(read(&typed), Err(faults), "{shared:?} {own:?}");
        }
        let not_ticked = form(&[Ledger], ("", ""), &[(FiatRails, "", "2026-09-01")]);
        assert_eq!(read(&not_ticked), Err(told("period_to.fiat_rails", "kind_not_ticked")));
    }
}
