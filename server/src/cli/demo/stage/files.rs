//! Case files and what is pasted into them.

use super::super::scene::{CaseFile, Fault, List};
use super::Stage;
use crate::domain::cases::typed::{TypedLoss, TypedVictims};
use crate::domain::cases::{Typed, TypedBatch};
use crate::domain::indicators::IndicatorKind;
use crate::domain::values::Time;
use crate::service::{Context, Error, cases};

impl Stage<'_> {
    pub(super) async fn add(&self, cx: &Context<'_>, on: &'static str, list: &List) -> Result<(), Error> {
        let mut text = "chain,address,tag,source\n".to_owned();
        for (chain, address, tag, source) in list.rows {
            text.push_str(&format!("{chain},{address},{tag},\"{source}\"\n"));
        }
        let count = list.rows.len();
        let list = cases::List {
            kind: IndicatorKind::Address,
            reading: Default::default(),
            text,
            said: TypedBatch {
                note: list.note.to_owned(),
                source: "Own tracing of the transactions".to_owned(),
                source_grade: "B".to_owned(),
                information_grade: "2".to_owned(),
                confidence: list.confidence.code().to_owned(),
            },
        };
        let added = cases::add_indicators(cx, self.case(on)?, &list).await?;
        if usize::try_from(added.added) == Ok(count) {
            Ok(())
        } else {
            Err(Error::internal(Fault::Unknown(on)))
        }
    }

    pub(super) fn typed(&self, file: &CaseFile, at: Time) -> Result<Typed, Error> {
        let (from, to) = file.period;
        let priced_at = at.timestamp().strftime("%Y-%m-%dT%H:00").to_string();
        let losses = file.losses.iter().map(|(asset, amount, value)| TypedLoss {
            asset: (*asset).to_owned(),
            amount: (*amount).to_owned(),
            value: (*value).to_owned(),
            currency: "USD".to_owned(),
            price_source: "Median of three exchanges".to_owned(),
            priced_at: priced_at.clone(),
        });
        let victims = file.victims.iter().map(|(country, count)| TypedVictims {
            country: (*country).to_owned(),
            count: count.to_string(),
        });
        Ok(Typed {
            reference: file.reference.to_owned(),
            title: file.title.to_owned(),
            offence: file.offence.code().to_owned(),
            summary: file.summary.to_owned(),
            from: self.day(-from).to_string(),
            to: self.day(-to).to_string(),
            losses: losses.collect(),
            victims: victims.collect(),
        })
    }
}
